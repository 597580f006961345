/** When a connection last gave a sign of life and was last asked for one; monotonic, in milliseconds. */
export class SignsOfLife {
  heardMs: number
  /** Whole, as V8 keeps it without an object of its own. */
  #pingedMs: number
  /** When the ping was sent whose answer is waited for. */
  #askedMs: number | undefined
  #roundTripMs: number | undefined

  constructor(nowMs: number) {
    this.heardMs = nowMs
    this.#pingedMs = Math.floor(nowMs)
  }

  get pingedMs(): number {
    return this.#pingedMs
  }

  /** How long the answer to a ping took last, in milliseconds; undefined before the first. */
  get roundTripMs(): number | undefined {
    return this.#roundTripMs
  }

  pinged(nowMs: number): void {
    this.#pingedMs = Math.floor(nowMs)
    // Answers come in the order of the pings: the first one that comes is that of the oldest.
    this.#askedMs ??= nowMs
  }

  ponged(nowMs: number): void {
    this.heardMs = nowMs
    // A pong that nobody asked for measures nothing.
    if (this.#askedMs !== undefined) this.#roundTripMs = nowMs - this.#askedMs
    this.#askedMs = undefined
  }
}
