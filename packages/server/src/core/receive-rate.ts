import type { Limits } from './limits.ts'
import type { Clock } from './ports.ts'
import { fullAfter, waitFor, type TokenRate } from './token-bucket.ts'

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

const WITHIN: RateVerdict = { kind: 'within' }

/** How many messages and bytes one peer may send: a burst at once, and then a number each second. */
export class ReceiveRate {
  readonly #clock: Pick<Clock, 'now'>
  readonly #limits: RateLimits
  /** When the peer may send a whole burst of messages again, and of bytes. */
  #messagesFullMs = 0
  #bytesFullMs = 0
  /** Since when the peer has been over its rate again and again. */
  #overSinceMs: number | undefined
  /** Until when it was told to wait last. */
  #waitUntilMs = 0

  constructor(clock: Pick<Clock, 'now'>, limits: RateLimits) {
    this.#clock = clock
    this.#limits = limits
  }

  /** Counts what came. */
  took(messages: number, bytes: number, nowMs = this.#clock.now()): void {
    this.#messagesFullMs = fullAfter(this.#messagesFullMs, this.#messageRate, messages, nowMs)
    this.#bytesFullMs = fullAfter(this.#bytesFullMs, this.#byteRate, bytes, nowMs)
  }

  /** Whether more may be taken now. */
  judge(nowMs = this.#clock.now()): RateVerdict {
    if (nowMs < this.#waitUntilMs) return { kind: 'over', waitMs: this.#waitUntilMs - nowMs }
    if (this.#waitMs(1, 1, nowMs) === 0) return WITHIN
    const isCalm = nowMs - this.#waitUntilMs >= CALM_MS
    if (this.#overSinceMs === undefined || isCalm) this.#overSinceMs = nowMs
    const { maxMessagesPerSecond, maxBytesPerSecond, overRateTimeoutMs } = this.#limits
    if (nowMs - this.#overSinceMs >= overRateTimeoutMs) return { kind: 'over for too long' }
    const messages = 1 + maxMessagesPerSecond * PAUSE_SECONDS
    const waitMs = this.#waitMs(messages, 1 + maxBytesPerSecond * PAUSE_SECONDS, nowMs)
    this.#waitUntilMs = nowMs + waitMs
    return { kind: 'over', waitMs }
  }

  /** How long until so much may be sent, in milliseconds. */
  #waitMs(messages: number, bytes: number, nowMs: number): number {
    return Math.max(
      waitFor(this.#messagesFullMs, this.#messageRate, messages, nowMs),
      waitFor(this.#bytesFullMs, this.#byteRate, bytes, nowMs),
    )
  }

  get #messageRate(): TokenRate {
    const { maxMessagesPerSecond: perSecond, maxMessageBurst: burst } = this.#limits
    return { perSecond, burst }
  }

  get #byteRate(): TokenRate {
    const { maxBytesPerSecond: perSecond, maxByteBurst: burst } = this.#limits
    return { perSecond, burst }
  }
}
