import {
  encodeMessage,
  fragmentFrame,
  STATE_PIECE_BYTES,
  type KnownPlace,
  type Line,
} from '@weft/protocol'
import type { StoredDocument } from '@weft/storage'
import type { LogLine } from './log-line.ts'
import { JoinedUpdates, type Joined } from './joined-updates.ts'
import type { Limits } from './limits.ts'
import type { Clock } from './ports.ts'

/** A larger one would keep others waiting, and clients would take long over it as it stands, in bytes. */
const MOST_BYTES = 4 * 1024 * 1024
/** The same of what is behind the snapshot: that is as people typed it, and not condensed. */
const MOST_TAIL_BYTES = 1024 * 1024
/** Others get their turn after this much work, in milliseconds. */
const SLICE_MS = 10

const NOTHING_NEW = encodeMessage({ type: 'syncStep2', update: new Uint8Array([0, 0]) })

/**
 * What is stored of a document, ready to be sent while its room is still being built from it: whoever has nothing yet needs
 * no more, and to send it takes no document.
 */
export class StoredState {
  readonly epoch: string
  readonly sequence: number
  readonly #line: LogLine
  /** Of somebody who was sent it. */
  readonly stateVector: Uint8Array
  readonly #update: Uint8Array
  readonly #frames = new Map<boolean, readonly Uint8Array[]>()

  constructor({ epoch, sequence }: StoredDocument, joined: Joined, line: LogLine) {
    this.epoch = epoch
    this.sequence = sequence
    this.#line = line
    this.stateVector = joined.stateVector
    this.#update = joined.update
  }

  /** Where the log stood when it was read, for a peer that knows this place in it. */
  lineTo(place: KnownPlace | undefined): Line {
    return this.#line.lineTo(place, this.epoch, this.sequence)
  }

  /** How much there is to send, in bytes. */
  get bytes(): number {
    return this.#update.length
  }

  /** The same for all; undefined where a client must not be sent so much at once. */
  frames(inFragments: boolean): readonly Uint8Array[] | undefined {
    if (!inFragments && this.bytes > STATE_PIECE_BYTES) return undefined
    let frames = this.#frames.get(inFragments)
    if (!frames) {
      const update = encodeMessage({ type: 'update', update: this.#update })
      frames = [...(inFragments ? fragmentFrame(update) : [update]), NOTHING_NEW]
      this.#frames.set(inFragments, frames)
    }
    return frames
  }
}

/**
 * Puts together what is stored, if that can be sent as it is: all of it is whole, and nothing waits for something that is
 * not there.
 */
export async function joinStored(
  stored: StoredDocument,
  { clock, limits }: { readonly clock: Clock; readonly limits: Pick<Limits, 'earlyAnswerBytes'> },
): Promise<Joined | undefined> {
  let bytes = 0
  let tailBytes = 0
  for (const piece of stored.snapshot?.pieces ?? []) bytes += piece.length
  for (const { updates } of stored.records) {
    for (const { update } of updates) tailBytes += update.length
  }
  bytes += tailBytes
  if (stored.damage.length > 0) return undefined
  if (bytes < limits.earlyAnswerBytes || bytes > MOST_BYTES || tailBytes > MOST_TAIL_BYTES)
    return undefined
  const joined = new JoinedUpdates()
  let sinceMs = clock.now()
  for (const update of inOrder(stored)) {
    if (!joined.add(update)) return undefined
    if (clock.now() - sinceMs < SLICE_MS) continue
    await new Promise<void>((resolve) => clock.soon(resolve))
    sinceMs = clock.now()
  }
  return joined.whole()
}

function* inOrder({ snapshot, records }: StoredDocument): Generator<Uint8Array> {
  yield* snapshot?.pieces ?? []
  for (const { updates } of records) for (const { update } of updates) yield update
}
