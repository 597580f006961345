import type { Limits } from './limits.ts'

/** What a frame of a peer that is not let in counts at least, in bytes: holding it costs that much. */
const MIN_FRAME_BYTES = 64
/** How much more a peer may send once it is let in, while its document loads. */
const LOADING_FACTOR = 8

/** What a peer sends before it has joined, which is held until it has: little before it is let in, then more. */
export class Greeting {
  readonly #limits: Pick<Limits, 'maxGreetingBytes' | 'maxMessageBytes'>
  #receivedBytes = 0
  #isAdmitted = false
  /** Frames that come before the answer. */
  readonly waiting: Uint8Array[] = []

  constructor(limits: Pick<Limits, 'maxGreetingBytes' | 'maxMessageBytes'>) {
    this.#limits = limits
  }

  /** What the peer may send in all, and so also its largest frame, in bytes. */
  get maxBytes(): number {
    const { maxGreetingBytes, maxMessageBytes } = this.#limits
    return this.#isAdmitted
      ? Math.min(maxMessageBytes, maxGreetingBytes * LOADING_FACTOR)
      : maxGreetingBytes
  }

  /** What it has sent, each frame counted as what it costs to hold, in bytes. */
  get receivedBytes(): number {
    return this.#receivedBytes
  }

  /** The application has let the peer in. */
  admit(): void {
    this.#isAdmitted = true
  }

  /** Counts a frame. False when that is too much. */
  counts(frame: Uint8Array): boolean {
    this.#receivedBytes += Math.max(frame.length, MIN_FRAME_BYTES)
    return this.#receivedBytes <= this.maxBytes
  }
}
