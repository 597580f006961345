/** Tokens that come back at a steady rate, up to what the bucket holds. Whoever takes more than there are is in debt. */
export class TokenBucket {
  readonly #perSecond: number
  readonly #burst: number
  #tokens: number
  #filledMs: number

  /**
   * @param burst How many it holds; it begins full.
   * @param nowMs Monotonic time in milliseconds.
   */
  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond
    this.#burst = burst
    this.#tokens = burst
    this.#filledMs = nowMs
  }

  /** Takes tokens, whether they are there or not. */
  take(tokens: number, nowMs: number): void {
    this.#fill(nowMs)
    this.#tokens -= tokens
  }

  /** How long until this many are there, in milliseconds; 0 if they are. Never more than the bucket holds is waited for. */
  waitMs(tokens: number, nowMs: number): number {
    this.#fill(nowMs)
    const missing = Math.min(tokens, this.#burst) - this.#tokens
    return missing > 0 ? (missing / this.#perSecond) * 1_000 : 0
  }

  #fill(nowMs: number): void {
    // An unlimited rate times no time at all is not a number.
    if (nowMs <= this.#filledMs) return
    const come = ((nowMs - this.#filledMs) / 1_000) * this.#perSecond
    this.#tokens = Math.min(this.#burst, this.#tokens + come)
    this.#filledMs = nowMs
  }
}
