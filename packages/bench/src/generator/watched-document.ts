import { setTimeout as sleep } from 'node:timers/promises'
import { applyUpdate, decodeStateVector, Doc } from 'yjs'
import { within } from '../measures/poll.ts'
import type { Wire } from '../wires/wire.ts'
import { ClockReached } from './clock-reached.ts'
import { EMPTY_STATE_VECTOR, Participant } from './participant.ts'
import { TEXT } from './typing.ts'
import { readUpdate } from './update-reader.ts'

/** A reader of a document that has one writer: how far it has read is a clock, and what it has read can be put together. */
export class WatchedDocument {
  readonly participant: Participant
  readonly #updates: readonly Uint8Array[]
  readonly #reached: ClockReached

  private constructor(
    participant: Participant,
    updates: readonly Uint8Array[],
    reached: ClockReached,
  ) {
    this.participant = participant
    this.#updates = updates
    this.#reached = reached
  }

  /** Joins and takes what comes. */
  static async join(
    server: { readonly port: number; readonly wire: Wire },
    room: string,
    writer: number,
    stateVector: Uint8Array = EMPTY_STATE_VECTOR,
  ): Promise<WatchedDocument> {
    const updates: Uint8Array[] = []
    const reached = new ClockReached(decodeStateVector(stateVector).get(writer) ?? 0)
    const onRun = (client: number, clock: number, length: number) => {
      if (client === writer) reached.add(clock, length)
    }
    const participant = await Participant.join(
      server,
      room,
      {
        onUpdate: (bytes, start, end) => {
          readUpdate(bytes, start, end, onRun)
          updates.push(bytes.slice(start, end))
        },
      },
      { stateVector },
    )
    return new WatchedDocument(participant, updates, reached)
  }

  /** Up to which of the writer's clocks all has come. */
  get reached(): number {
    return this.#reached.clock
  }

  /** Resolves with whether it came up to a clock in time. */
  reaches(clock: number, timeoutMs: number): Promise<boolean> {
    return within(timeoutMs, () => this.reached >= clock, 1)
  }

  /** Resolves once nothing has come for so long. */
  async settles(quietMs: number): Promise<void> {
    let before = -1
    while (before !== this.#updates.length) {
      before = this.#updates.length
      await sleep(quietMs)
    }
  }

  /** What somebody reads who has received exactly this. */
  text(): string {
    const doc = new Doc()
    for (const update of this.#updates) applyUpdate(doc, update)
    return doc.getText(TEXT).toJSON()
  }
}
