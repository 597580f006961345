import { encodeMessage, fragmentFrame, STATE_PIECE_BYTES } from '@weft/protocol'
import * as Y from 'yjs'
import type { LiveDocument } from './live-document.ts'
import type { Cancel, Clock } from './ports.ts'

/** How long encoded answers are kept while the document does not change, in milliseconds: as long as a storm of joins. */
const KEEP_MS = 2_000
/** How many of them are kept. Most peers that come back together lack the same, or everything. */
const KEPT = 16
/** How much they may take, in bytes, beside the newest: whoever asks for something else each time fills no memory. */
const KEPT_BYTES = 32 * 1024 * 1024

/** How a state is sent: `catchUp` goes on where a peer was left behind, `answer` says that this was all. */
export type AnswerKind = 'answer' | 'catchUp'

/**
 * What peers are sent of the document's state, encoded once for all that lack the same: a thousand that come back
 * together share the bytes.
 */
export class Answers {
  readonly #document: LiveDocument
  readonly #clock: Clock
  readonly #kept = new Map<string, readonly Uint8Array[]>()
  #version = -1
  #cancelForget: Cancel | undefined

  constructor(document: LiveDocument, clock: Clock) {
    this.#document = document
    this.#clock = clock
  }

  /** The frames that bring a peer from `stateVector` to the present state. */
  frames(stateVector: Uint8Array, kind: AnswerKind, inFragments: boolean): readonly Uint8Array[] {
    if (this.#version !== this.#document.version) this.forget()
    this.#version = this.#document.version
    const key = `${kind} ${inFragments} ${this.#lacking(stateVector)}`
    const kept = this.#kept.get(key)
    if (kept) return kept
    const type = kind === 'answer' ? 'syncStep2' : 'update'
    const frames = this.#encode(stateVector, type, inFragments)
    this.#keep(key, frames)
    return frames
  }

  forget(): void {
    this.#kept.clear()
    this.#cancelForget?.()
    this.#cancelForget = undefined
  }

  #encode(
    stateVector: Uint8Array,
    type: 'syncStep2' | 'update',
    inFragments: boolean,
  ): readonly Uint8Array[] {
    const update = this.#document.diff(stateVector)
    if (inFragments) return fragmentFrame(encodeMessage({ type, update }))
    if (update.length <= STATE_PIECE_BYTES || !this.#document.canBeCut) {
      return [encodeMessage({ type, update })]
    }
    const pieces = this.#document.pieces(stateVector, STATE_PIECE_BYTES)
    const deletions = this.#document.diff(this.#document.stateVector())
    return [
      ...pieces.map((piece) => encodeMessage({ type: 'update', update: piece })),
      encodeMessage({ type, update: deletions }),
    ]
  }

  #keep(key: string, frames: readonly Uint8Array[]): void {
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size < KEPT && this.#keptBytes <= KEPT_BYTES) break
      this.#kept.delete(oldest)
    }
    this.#kept.set(key, frames)
    this.#cancelForget ??= this.#clock.after(KEEP_MS, () => this.forget())
  }

  get #keptBytes(): number {
    let bytes = 0
    for (const frames of this.#kept.values()) for (const { length } of frames) bytes += length
    return bytes
  }

  // What a peer has that the document lacks makes no difference to what it is sent.
  #lacking(stateVector: Uint8Array): string {
    const { store } = this.#document.doc
    const known = Y.decodeStateVector(stateVector)
    const parts: string[] = []
    for (const client of store.clients.keys()) {
      const clock = Math.min(known.get(client) ?? 0, Y.getState(store, client))
      if (clock > 0) parts.push(`${client}:${clock}`)
    }
    return parts.join()
  }
}
