import { applyUpdate, Doc, encodeStateVector } from 'yjs'
import { updateFrame } from '@weft/protocol'
import type { Histogram } from '../measures/histogram.ts'
import type { Wire } from '../wires/wire.ts'
import { Arrivals } from './arrivals.ts'
import { readAwareness, readAwarenessPatches } from './awareness-reader.ts'
import { CursorArrivals } from './cursor-arrivals.ts'
import { cursorMessages } from './cursors.ts'
import { Participant, type ParticipantListener } from './participant.ts'
import { isSameText, stateOf } from './stored-state.ts'
import { firstClientIdOf, TEXT, textFor, typedBy } from './typing.ts'
import { readUpdate } from './update-reader.ts'

/** What is to happen in a room. */
export interface RoomPlan {
  readonly name: string
  /** Which room it is, from 0: rooms have client IDs of their own. */
  readonly index: number
  readonly peers: number
  /** How many of them type and move their cursors: the first ones. */
  readonly writers: number
  readonly editsEach: number
  readonly movesEach: number
  /** What is in the document before. @default a text in which the writers have room */
  readonly base?: Uint8Array
}

interface Server {
  readonly port: number
  readonly wire: Wire
  readonly kind: { readonly keepsDocuments: boolean }
}

interface Writer {
  readonly participant: Participant
  readonly edits: readonly Uint8Array[]
  readonly moves: readonly Uint8Array[]
  editsSent: number
  movesSent: number
}

/** People in one document: they joined, their frames are made, and what arrives is looked at. */
export class LoadedRoom {
  readonly #server: Server
  readonly #plan: RoomPlan
  readonly #base: Uint8Array
  readonly #arrivals: Arrivals
  readonly #cursors: CursorArrivals
  readonly #participants: Participant[] = []
  readonly #writers: Writer[] = []

  private constructor(server: Server, plan: RoomPlan, latency: Histogram, cursorAge: Histogram) {
    this.#server = server
    this.#plan = plan
    this.#base = plan.base ?? textFor(plan.writers)
    const who = {
      senders: plan.writers,
      receivers: plan.peers,
      firstClientId: firstClientIdOf(plan.index),
    }
    this.#arrivals = new Arrivals(who, latency)
    this.#cursors = new CursorArrivals(who, cursorAge)
  }

  /** Brings the document and the people in. */
  static async open(
    server: Server,
    plan: RoomPlan,
    latency: Histogram,
    cursorAge: Histogram,
  ): Promise<LoadedRoom> {
    const room = new LoadedRoom(server, plan, latency, cursorAge)
    const author = server.kind.keepsDocuments ? await room.#putBase() : undefined
    // One after the other, so that the work of joining is the same for all servers.
    for (let index = 0; index < plan.peers; index += 1) await room.#join(index)
    // Only now: somebody is in the room all the time, so that it is not loaded anew.
    author?.leave()
    return room
  }

  get name(): string {
    return this.#plan.name
  }

  /** How many edits were made. */
  get edits(): number {
    return this.#writers.reduce((sum, { editsSent }) => sum + editsSent, 0)
  }

  get bytesRead(): number {
    return this.#participants.reduce((sum, participant) => sum + participant.bytesRead, 0)
  }

  get deliveries(): number {
    return this.#arrivals.delivered
  }

  /** Sends a writer's next edit. */
  edit(index: number, isMeasured: boolean): void {
    const writer = this.#writers[index]
    const frame = writer?.edits[writer.editsSent]
    if (writer === undefined || frame === undefined) return
    writer.editsSent += 1
    this.#arrivals.sent(index, performance.now(), isMeasured)
    writer.participant.write(frame)
  }

  /** Sends the next place of a writer's cursor. */
  move(index: number, isMeasured: boolean): void {
    const writer = this.#writers[index]
    const frame = writer?.moves[writer.movesSent]
    if (writer === undefined || frame === undefined) return
    writer.movesSent += 1
    this.#cursors.sent(index, performance.now(), isMeasured)
    writer.participant.write(frame)
  }

  get isComplete(): boolean {
    return this.#arrivals.isComplete && this.#cursors.isComplete
  }

  /** What went wrong, in words; empty if all came. */
  faults(): readonly string[] {
    const { name } = this.#plan
    const missing = this.#arrivals.missing().reduce((sum, { from, to }) => sum + to - from, 0)
    const closed = this.#participants.filter(({ closedWith }) => closedWith !== undefined)
    const codes = [...new Set(closed.map(({ closedWith }) => closedWith))].join(', ')
    return [
      missing > 0 ? `${name}: ${missing} deliveries of edits are missing` : '',
      this.#cursors.isComplete ? '' : `${name}: some see another place than a cursor's last`,
      closed.length > 0 ? `${name}: ${closed.length} peers were closed (${codes})` : '',
    ].filter(Boolean)
  }

  /** Whether somebody who comes now sees all that was typed here, and nothing else. */
  async isKept(): Promise<boolean> {
    if (!this.#server.kind.keepsDocuments) return true
    const expected = new Doc()
    applyUpdate(expected, this.#base)
    for (const [index, { editsSent }] of this.#writers.entries()) {
      for (const update of this.#typed(index).slice(0, editsSent)) applyUpdate(expected, update)
    }
    return isSameText(expected, await stateOf(this.#server, this.#plan.name), TEXT)
  }

  leave(): void {
    for (const participant of this.#participants) participant.leave()
  }

  async #putBase(): Promise<Participant> {
    const { name } = this.#plan
    const author = await Participant.join(this.#server, name)
    author.write(author.frame(updateFrame(this.#base)))
    const expected = new Doc()
    applyUpdate(expected, this.#base)
    const wanted = encodeStateVector(expected)
    let tries = 0
    for (;;) {
      const now = encodeStateVector(await stateOf(this.#server, name))
      if (Buffer.compare(now, wanted) === 0) return author
      tries += 1
      if (tries > 2_000) throw new Error(`A server does not take the document "${name}"`)
    }
  }

  async #join(index: number): Promise<void> {
    const participant = await this.#participant(index)
    if (index >= this.#plan.writers) return
    const moves = cursorMessages(this.#person(index), this.#plan.movesEach)
    this.#writers.push({
      participant,
      edits: this.#typed(index).map((update) => participant.frame(updateFrame(update))),
      moves: moves.map((message) => participant.frame(message)),
      editsSent: 0,
      movesSent: 0,
    })
  }

  async #participant(index: number): Promise<Participant> {
    const participant = await Participant.join(this.#server, this.#plan.name, this.#listener(index))
    this.#participants.push(participant)
    return participant
  }

  #person(index: number) {
    return { index, clientId: firstClientIdOf(this.#plan.index) + index }
  }

  #typed(index: number): readonly Uint8Array[] {
    return typedBy(this.#person(index), this.#plan.editsEach, this.#base)
  }

  /** The hot path: what receiver number `index` gets. */
  #listener(index: number): ParticipantListener {
    const arrivals = this.#arrivals
    const cursors = this.#cursors
    let nowMs = 0
    const onRun = (client: number, clock: number, length: number) =>
      arrivals.arrived(index, client, clock, length, nowMs)
    const onClock = (client: number, clock: number) => cursors.arrived(index, client, clock, nowMs)
    return {
      onUpdate: (bytes, start, end) => {
        nowMs = performance.now()
        readUpdate(bytes, start, end, onRun)
      },
      onAwareness: (bytes, start, end) => {
        nowMs = performance.now()
        readAwareness(bytes, start, end, onClock)
      },
      onAwarenessPatch: (bytes, start, end) => {
        nowMs = performance.now()
        readAwarenessPatches(bytes, start, end, onClock)
      },
    }
  }
}
