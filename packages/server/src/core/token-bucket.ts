/** How fast tokens come back, and how many there may be at most. */
export interface TokenRate {
  readonly perSecond: number
  readonly burst: number
}

/**
 * When a bucket is full again from which so many tokens are taken, whether they are there or not. That moment is all that
 * needs to be known of a bucket: one that nobody has used is full since 0.
 *
 * @param fullMs When it would be full without that.
 * @param nowMs Monotonic time in milliseconds.
 */
export function fullAfter(
  fullMs: number,
  { perSecond }: TokenRate,
  tokens: number,
  nowMs: number,
): number {
  return tokens === 0 ? fullMs : Math.max(fullMs, nowMs) + (tokens / perSecond) * 1_000
}

/**
 * How long until so many tokens are in a bucket, in milliseconds; 0 if they are. Never more than it holds is waited for.
 *
 * @param fullMs When it is full.
 */
export function waitFor(
  fullMs: number,
  { perSecond, burst }: TokenRate,
  tokens: number,
  nowMs: number,
): number {
  // Of an unlimited rate nothing is ever missing.
  if (fullMs <= nowMs || perSecond === Number.POSITIVE_INFINITY) return 0
  const mayBeMissing = burst - Math.min(tokens, burst)
  return Math.max(0, fullMs - nowMs - (mayBeMissing / perSecond) * 1_000)
}

/** Tokens that come back at a steady rate, up to what the bucket holds. Whoever takes more than there are is in debt. */
export class TokenBucket {
  readonly #rate: TokenRate
  #fullMs = 0

  /** It begins full. */
  constructor(rate: TokenRate) {
    this.#rate = rate
  }

  /** Takes tokens, whether they are there or not. */
  take(tokens: number, nowMs: number): void {
    this.#fullMs = fullAfter(this.#fullMs, this.#rate, tokens, nowMs)
  }

  /** How long until this many are there, in milliseconds; 0 if they are. Never more than the bucket holds is waited for. */
  waitMs(tokens: number, nowMs: number): number {
    return waitFor(this.#fullMs, this.#rate, tokens, nowMs)
  }
}
