import {
  closeCodes,
  encodeMessage,
  fragmentFrame,
  STATE_PIECE_BYTES,
  type AwarenessEntry,
  type CloseCode,
  type DocumentName,
  type Message,
} from '@weft/protocol'
import type { RecordedUpdate } from '@weft/storage'
import type { Doc } from 'yjs'
import { ChangedNotice } from './changed-notice.ts'
import type { CheckedUpdate } from './checked-update.ts'
import type { Limits } from './limits.ts'
import type { LiveDocument, Outcome } from './live-document.ts'
import type { Member } from './member.ts'
import { messageOf, type Cancel, type Clock, type Log, type Random } from './ports.ts'
import { RoomLog } from './room-log.ts'
import { RoomPresence } from './room-presence.ts'
import { TickPace } from './tick-pace.ts'
import type { WriteResult } from './writer.ts'

/** A peer that lacks parents for what it sent is asked for them at most this often, in milliseconds. */
const ASK_AGAIN_MS = 1_000
/** How many peers are asked at a time for what the server may lack. */
const ASKED_AT_A_TIME = 3

/** What a room starts from. */
export interface RoomStart {
  readonly name: DocumentName
  readonly epoch: string
  /** The last sequence number that is on disk. */
  readonly sequence: number
  readonly document: LiveDocument
}

export interface RoomDependencies {
  readonly clock: Clock
  readonly random: Random
  readonly limits: Limits
  readonly log: Log
  readonly count: (name: string) => void
  readonly append: (updates: readonly RecordedUpdate[], result: WriteResult) => void
  /** False while storage fails. */
  readonly isSaving: () => boolean
  /** Told after records are on disk. */
  readonly onDurable: (sequence: number, bytes: number) => void
  /** Told when changes that are on disk have come to rest. Never rejects. */
  readonly onChanged: (doc: Doc) => Promise<void>
  readonly onEmpty: () => void
  /** The room met a fault and cannot go on; its peers are gone already. */
  readonly onBroken: () => void
}

interface Inbound {
  readonly member: Member
  readonly update: CheckedUpdate
}

/**
 * One document and the peers that edit it. Holds no socket, timer or disk: bytes come in through {@link receive} and go
 * out through each member's outbox.
 *
 * The room works in ticks. What comes in between two ticks is applied in one transaction, handed to the log as one
 * record and sent to each peer as one frame. Every change reaches every peer but the one that made it, and a peer that has
 * left is never sent another byte.
 */
export class Room {
  readonly name: DocumentName
  readonly epoch: string
  readonly #document: LiveDocument
  readonly #dependencies: RoomDependencies
  readonly #members = new Set<Member>()
  readonly #log: RoomLog
  readonly #presence: RoomPresence
  readonly #pace: TickPace
  readonly #changedNotice: ChangedNotice
  #inbound: Inbound[] = []
  #cancelTick: Cancel | undefined
  #cancelAsking: Cancel | undefined

  constructor({ name, epoch, sequence, document }: RoomStart, dependencies: RoomDependencies) {
    const { clock, limits, count, append, onChanged } = dependencies
    this.name = name
    this.epoch = epoch
    this.#document = document
    this.#dependencies = dependencies
    this.#pace = new TickPace(limits.maxTickMs)
    this.#changedNotice = new ChangedNotice(clock, limits, () => onChanged(document.doc))
    this.#presence = new RoomPresence({ clock, limits, count, onChange: () => this.#scheduleTick() })
    this.#log = new RoomLog(sequence, {
      append,
      onDurable: (written, bytes) => {
        this.#changedNotice.changed()
        dependencies.onDurable(written, bytes)
      },
      onLost: (error) => this.#break(error),
    })
    document.onServerEdit = () => this.#scheduleTick()
    if (document.hasServerEdits) this.#scheduleTick()
  }

  /** How many peers there are. */
  get size(): number {
    return this.#members.size
  }

  /** The last sequence number that is on disk. */
  get sequence(): number {
    return this.#log.sequence
  }

  /** Whether everything that the room has taken is on disk. */
  get isFlushed(): boolean {
    return this.#inbound.length === 0 && !this.#document.hasServerEdits && this.#log.isFlushed
  }

  /** Takes a peer in. `replaces`: an older connection of the same client, which leaves now. */
  join(member: Member, replaces?: Member): void {
    const replaced = replaces && this.#members.has(replaces) ? replaces : undefined
    this.#members.add(member)
    this.#ask(member)
    this.#presence.join(member, replaced)
    replaced?.options.terminate()
    this.#cancelAsking ??= this.#askLater()
  }

  leave(member: Member): void {
    if (!this.#members.delete(member)) return
    this.#log.forget(member)
    this.#presence.leave(member)
    if (this.#members.size > 0) return
    this.#cancelAsking?.()
    this.#cancelAsking = undefined
    this.#dependencies.onEmpty()
  }

  /** Takes an update or sync step 2; it is applied, logged and passed on with the next tick. */
  receive(member: Member, update: CheckedUpdate): void {
    this.#inbound.push({ member, update })
    this.#scheduleTick()
  }

  /** Whether the update would change nothing: all that a peer may send that must not write. */
  hasAll(update: CheckedUpdate): boolean {
    return this.#document.hasAll(update)
  }

  receiveAwareness(member: Member, entries: readonly AwarenessEntry[]): void {
    this.#presence.receive(member, entries)
  }

  answerAwarenessQuery(member: Member): void {
    this.#presence.tellAll(member)
  }

  /** Answers sync step 1. A peer that is behind is answered when it has caught up, and only for its last question. */
  answer(member: Member, stateVector: Uint8Array): void {
    if (member.outbox.isFlowing) this.#sendState(member, stateVector, 'syncStep2')
    else member.unanswered = stateVector
  }

  /** A peer's buffer has emptied somewhat. */
  drained(member: Member): void {
    const left = member.outbox.drained()
    if (!left) return
    this.#dependencies.count('caught-up')
    const { unanswered } = member
    member.unanswered = undefined
    this.#sendState(member, left.leftAt, 'update')
    if (unanswered) this.#sendState(member, unanswered, 'syncStep2')
    this.#presence.tellAll(member, left.sinceMs)
    this.#tellSaving(member)
  }

  /** Storage began to fail, or works again. */
  savingChanged(): void {
    for (const member of this.#members) this.#tellSaving(member)
  }

  /** Resolves once everything that the room has taken is on disk, and the application has been told. */
  async flushed(): Promise<void> {
    do {
      this.#tickNow()
      await this.#log.flushed()
      await this.#changedNotice.tellNow()
    } while (!this.isFlushed)
  }

  /** Sends a message of the extension to everybody who speaks it. */
  announce(message: Message): void {
    for (const member of this.#members) if (member.options.speaksExtension) member.send(message)
  }

  closeAll(code: CloseCode, reason: string): void {
    for (const member of [...this.#members]) member.close(code, reason)
  }

  /** Ends the room. It must be empty and flushed. */
  destroy(): void {
    this.#cancelTick?.()
    this.#document.destroy()
  }

  #scheduleTick(): void {
    if (this.#cancelTick) return
    const { clock } = this.#dependencies
    const delayMs = this.#pace.delay(clock.now())
    const run = () => this.#tickNow()
    this.#cancelTick = delayMs > 0 ? clock.after(delayMs, run) : clock.soon(run)
  }

  #tickNow(): void {
    this.#cancelTick?.()
    this.#cancelTick = undefined
    try {
      this.#tick()
    } catch (error) {
      this.#break(error)
    }
  }

  #tick(): void {
    const { clock } = this.#dependencies
    const startMs = clock.now()
    const inbound = this.#inbound.splice(0)
    this.#leaveFullOnesBehind()
    const serverEdits = this.#document.takeServerEdits()
    const applied = this.#document.apply(inbound.map(({ update }) => update))
    this.#log.append([
      ...(serverEdits ? [this.#recorded(serverEdits)] : []),
      ...inbound
        .filter((_, index) => applied.outcomes[index] === 'changed')
        .map(({ member, update }) => this.#recorded(update.update, member.options.user)),
      ...applied.extra.map((update) => this.#recorded(update)),
    ])
    inbound.forEach(({ member, update }, index) => {
      this.#account(member, update, applied.outcomes[index])
    })
    this.#log.recheck((update) => this.#document.hasIntegrated(update))
    const author = inbound[0]?.member
    const isSole =
      !serverEdits && applied.isKnownToSoleAuthor && inbound.every(({ member }) => member === author)
    const updates = [serverEdits, applied.broadcast].filter((update) => update !== undefined)
    this.#broadcast(updates, isSole ? author : undefined)
    this.#log.confirm()
    this.#pace.ticked(startMs, clock.now())
  }

  #recorded(update: Uint8Array, user?: string): RecordedUpdate {
    return { update, user, timeMs: this.#dependencies.clock.wallTime() }
  }

  // Before the document changes, so that the state vector is where these peers really were left.
  #leaveFullOnesBehind(): void {
    let leftAt: Uint8Array | undefined
    for (const { outbox } of this.#members) {
      if (!outbox.isFull) continue
      leftAt ??= this.#document.stateVector()
      outbox.leaveBehind(leftAt)
      this.#dependencies.count('left-behind')
    }
  }

  #account(member: Member, update: CheckedUpdate, outcome: Outcome | undefined): void {
    if (!this.#members.has(member)) return
    if (outcome === 'failed') {
      this.#dependencies.count('update-failed')
      member.close(closeCodes.resync, 'an update could not be applied')
      return
    }
    const isIntegrated = this.#document.hasIntegrated(update)
    this.#log.accepted(member, update, isIntegrated)
    if (!isIntegrated) this.#askForParents(member)
  }

  #askForParents(member: Member): void {
    const { clock, limits, count } = this.#dependencies
    if (this.#document.pendingBytes > limits.maxPendingBytes) {
      // Nothing of it was confirmed, and whoever sent it has it still.
      count('pending-dropped')
      this.#document.dropPending()
      for (const waiting of [...this.#log.incomplete]) {
        waiting.close(closeCodes.resync, 'too much waits for missing updates')
      }
    } else if (member.acknowledgements.incomplete > limits.maxPendingMessages) {
      member.close(closeCodes.resync, 'too many messages wait for missing updates')
    } else if (clock.now() - member.askedMs >= ASK_AGAIN_MS) {
      this.#ask(member)
    }
  }

  // Encoded once; all peers share the bytes.
  #broadcast(updates: readonly Uint8Array[], soleAuthor: Member | undefined): void {
    const presence = this.#presence.takeChange()
    if (updates.length === 0 && !presence) return
    const whole = updates.map((update) => encodeMessage({ type: 'update', update }))
    const fragments = whole.flatMap((frame) => fragmentFrame(frame))
    for (const member of this.#members) {
      const content = member.options.speaksExtension ? fragments : whole
      member.outbox.send([
        ...(member === soleAuthor ? [] : content),
        ...(presence && member !== presence.soleAuthor ? [presence.frame] : []),
      ])
    }
  }

  #sendState(member: Member, stateVector: Uint8Array, type: 'syncStep2' | 'update'): void {
    const update = this.#document.diff(stateVector)
    if (member.options.speaksExtension || update.length <= STATE_PIECE_BYTES) {
      member.send({ type, update })
      return
    }
    const pieces = this.#document.pieces(stateVector, STATE_PIECE_BYTES)
    const deletions = this.#document.diff(this.#document.stateVector())
    member.send(...pieces.map((piece) => ({ type: 'update', update: piece }) as const), {
      type,
      update: deletions,
    })
  }

  #tellSaving(member: Member): void {
    if (this.#dependencies.isSaving()) this.#log.tellSaved(member)
    else if (member.options.speaksExtension) member.send({ type: 'notSaved' })
  }

  // Sync step 1: "here is what I have". The peer answers with what the room lacks, an unmodified stock client too.
  #ask(member: Member): void {
    member.askedMs = this.#dependencies.clock.now()
    member.send({ type: 'syncStep1', stateVector: this.#document.stateVector() })
  }

  #askLater(): Cancel {
    const { clock, random, limits } = this.#dependencies
    return clock.after(limits.askIntervalMs * (0.5 + random.next()), () => {
      const longestAgo = [...this.#members].sort((a, b) => a.askedMs - b.askedMs)
      for (const member of longestAgo.slice(0, ASKED_AT_A_TIME)) this.#ask(member)
      this.#cancelAsking = this.#askLater()
    })
  }

  #break(error: unknown): void {
    const message = messageOf(error)
    this.#dependencies.log({ level: 'error', event: 'room-broken', document: this.name, message })
    this.#dependencies.count('room-broken')
    this.closeAll(closeCodes.internalError, 'the room met a fault; come back')
    this.#dependencies.onBroken()
  }
}
