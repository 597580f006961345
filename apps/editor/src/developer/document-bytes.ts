import type { Clock } from '../collaboration/clock.ts'
import * as Y from 'yjs'

/** The least time between two measurements, in milliseconds. */
const REST_MS = 2_000
/** How much of the time may be spent measuring. */
const SHARE = 0.01

/**
 * How large a document is as the server keeps it. To know that, it has to be encoded, which takes time in a large one; so a
 * measurement is followed by a rest as long as it was costly.
 */
export class DocumentBytes {
  readonly #doc: Y.Doc
  readonly #clock: Clock
  readonly #changed = () => {
    this.#isStale = true
  }
  #isStale = true
  #nextMs = Number.NEGATIVE_INFINITY
  #bytes = 0

  constructor(doc: Y.Doc, clock: Clock) {
    this.#doc = doc
    this.#clock = clock
    doc.on('update', this.#changed)
  }

  /** Measured now, or a little while ago. */
  get(): number {
    const startMs = this.#clock.now()
    if (!this.#isStale || startMs < this.#nextMs) return this.#bytes
    this.#isStale = false
    this.#bytes = Y.encodeStateAsUpdate(this.#doc).byteLength
    const endMs = this.#clock.now()
    this.#nextMs = endMs + Math.max(REST_MS, (endMs - startMs) / SHARE)
    return this.#bytes
  }

  destroy(): void {
    this.#doc.off('update', this.#changed)
  }
}
