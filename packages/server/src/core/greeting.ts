import { encodeMessage } from '@weft/protocol'
import type { Limits } from './limits.ts'
import type { Receiving } from './receive-budget.ts'
import { sameBytes } from './same-bytes.ts'

/** What a frame of a peer that is not let in counts at least, in bytes: holding it costs that much. */
const MIN_FRAME_BYTES = 64
/** How much more a peer may send once it is let in, while its document loads. */
const LOADING_FACTOR = 8

/** Of somebody who has nothing yet. */
const QUESTION_FOR_ALL = encodeMessage({ type: 'syncStep1', stateVector: new Uint8Array([0]) })

/** What a peer that has not joined may send in all, in bytes: more once it is let in, while its document loads. */
export function greetingBytes(
  { maxGreetingBytes, maxMessageBytes }: Pick<Limits, 'maxGreetingBytes' | 'maxMessageBytes'>,
  isAdmitted: boolean,
): number {
  return isAdmitted
    ? Math.min(maxMessageBytes, maxGreetingBytes * LOADING_FACTOR)
    : maxGreetingBytes
}

/** What a peer sends before it has joined, which is held until it has: little before it is let in, then more. */
export class Greeting {
  readonly #limits: Pick<Limits, 'maxGreetingBytes' | 'maxMessageBytes'>
  #receivedBytes = 0
  #isAdmitted = false
  readonly #receiving: Receiving
  /** Frames that come before the answer. */
  #waiting: Uint8Array[] = []

  /** @param receiving Told what is held. */
  constructor(limits: Pick<Limits, 'maxGreetingBytes' | 'maxMessageBytes'>, receiving: Receiving) {
    this.#limits = limits
    this.#receiving = receiving
  }

  /** What the peer may send in all, and so also its largest frame, in bytes. */
  get maxBytes(): number {
    return greetingBytes(this.#limits, this.#isAdmitted)
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

  /** Tells the budget what has come. Over it, the connection may have been given up. */
  hold(): void {
    this.#receiving.holds(this.#receivedBytes)
  }

  /** Keeps a frame until the peer has joined. */
  keep(frame: Uint8Array): void {
    this.#waiting.push(frame)
  }

  /** Whether the peer has asked for the state, and has nothing of it. */
  get asksForAll(): boolean {
    return this.#question >= 0
  }

  /** The peer has been told all there is. */
  answered(): void {
    this.#waiting.splice(this.#question, 1)
  }

  get #question(): number {
    return this.#waiting.findIndex((frame) => sameBytes(frame, QUESTION_FOR_ALL))
  }

  /** The frames that came meanwhile; nothing is held any more. */
  take(): readonly Uint8Array[] {
    this.#receiving.holds(0)
    const waiting = this.#waiting
    this.#waiting = []
    return waiting
  }
}
