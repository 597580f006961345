import type { Limits } from './limits.ts'
import type { Clock } from './ports.ts'
import { TokenBucket } from './token-bucket.ts'

/** How much of a second's allowance must be back before a peer over its rate is read again: few pauses, each worth it. */
const PAUSE_SECONDS = 0.05
/** A peer that keeps within its rate for this long starts afresh, in milliseconds. */
const CALM_MS = 1_000

export type RateLimits = Pick<
  Limits,
  | 'maxMessagesPerSecond'
  | 'maxMessageBurst'
  | 'maxBytesPerSecond'
  | 'maxByteBurst'
  | 'overRateTimeoutMs'
>

export type RateVerdict =
  | { readonly kind: 'within' }
  /** Nothing more is to be taken from the peer for so long, in milliseconds. */
  | { readonly kind: 'over'; readonly waitMs: number }
  /** It has pressed against its limits for too long. */
  | { readonly kind: 'over for too long' }

/** How many messages and bytes one peer may send: a burst at once, and then a number each second. */
export class ReceiveRate {
  readonly #clock: Pick<Clock, 'now'>
  readonly #limits: RateLimits
  readonly #messages: TokenBucket
  readonly #bytes: TokenBucket
  /** Since when the peer has been over its rate again and again. */
  #overSinceMs: number | undefined
  /** Until when it was told to wait last. */
  #waitUntilMs = 0

  constructor(clock: Pick<Clock, 'now'>, limits: RateLimits) {
    const nowMs = clock.now()
    this.#clock = clock
    this.#limits = limits
    this.#messages = new TokenBucket(limits.maxMessagesPerSecond, limits.maxMessageBurst, nowMs)
    this.#bytes = new TokenBucket(limits.maxBytesPerSecond, limits.maxByteBurst, nowMs)
  }

  /** Counts what came. */
  took(messages: number, bytes: number): void {
    const nowMs = this.#clock.now()
    this.#messages.take(messages, nowMs)
    this.#bytes.take(bytes, nowMs)
  }

  /** Whether more may be taken now. */
  judge(): RateVerdict {
    const nowMs = this.#clock.now()
    if (nowMs < this.#waitUntilMs) return { kind: 'over', waitMs: this.#waitUntilMs - nowMs }
    const isOver = this.#messages.waitMs(1, nowMs) > 0 || this.#bytes.waitMs(1, nowMs) > 0
    if (!isOver) return { kind: 'within' }
    const isCalm = nowMs - this.#waitUntilMs >= CALM_MS
    if (this.#overSinceMs === undefined || isCalm) this.#overSinceMs = nowMs
    const { maxMessagesPerSecond, maxBytesPerSecond, overRateTimeoutMs } = this.#limits
    if (nowMs - this.#overSinceMs >= overRateTimeoutMs) return { kind: 'over for too long' }
    const waitMs = Math.max(
      this.#messages.waitMs(1 + maxMessagesPerSecond * PAUSE_SECONDS, nowMs),
      this.#bytes.waitMs(1 + maxBytesPerSecond * PAUSE_SECONDS, nowMs),
    )
    this.#waitUntilMs = nowMs + waitMs
    return { kind: 'over', waitMs }
  }
}
