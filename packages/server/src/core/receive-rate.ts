import type { Limits } from './limits.ts'
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

interface Excess {
  /** Since when the peer has been over its rate again and again. */
  sinceMs: number
  /** Until when it was told to wait last. */
  waitUntilMs: number
}

const WITHIN: RateVerdict = { kind: 'within' }

/**
 * How many messages and bytes one peer may send: a burst at once, and then a number each second. Times are monotonic, in
 * milliseconds.
 */
export class ReceiveRate {
  readonly #limits: RateLimits
  /** When the peer may send a whole burst of messages again, and of bytes. */
  #messagesFullMs = 0
  #bytesFullMs = 0
  /** There once the peer was over its rate. */
  #excess: Excess | undefined

  constructor(limits: RateLimits) {
    this.#limits = limits
  }

  /** Counts what came. */
  took(messages: number, bytes: number, nowMs: number): void {
    this.#messagesFullMs = fullAfter(this.#messagesFullMs, this.#messageRate, messages, nowMs)
    this.#bytesFullMs = fullAfter(this.#bytesFullMs, this.#byteRate, bytes, nowMs)
  }

  /** Whether more may be taken now. */
  judge(nowMs: number): RateVerdict {
    const limits = this.#limits
    const before = this.#excess
    if (before && nowMs < before.waitUntilMs)
      return { kind: 'over', waitMs: before.waitUntilMs - nowMs }
    if (this.#waitMs(1, 1, nowMs) === 0) return WITHIN
    const goesOn = before !== undefined && nowMs - before.waitUntilMs < CALM_MS
    const sinceMs = goesOn ? before.sinceMs : nowMs
    if (nowMs - sinceMs >= limits.overRateTimeoutMs) return { kind: 'over for too long' }
    const messages = 1 + limits.maxMessagesPerSecond * PAUSE_SECONDS
    const waitMs = this.#waitMs(messages, 1 + limits.maxBytesPerSecond * PAUSE_SECONDS, nowMs)
    this.#excess = { sinceMs, waitUntilMs: nowMs + waitMs }
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
