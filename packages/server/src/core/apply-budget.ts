import type { Limits } from './limits.ts'
import type { Clock } from './ports.ts'

/**
 * What a struct or a deleted range may take to apply, in milliseconds, whatever else is going on. Most take a tenth of
 * that; what somebody built to be slow takes a hundred times as much.
 */
const USUAL_MS = 0.02
/** What one update may take beside that, in milliseconds: the fixed costs. */
const USUAL_BASE_MS = 0.1
/** How much of the excess is forgiven per millisecond that passes. */
const FORGIVEN = 0.25
/** The part of the bound that a new peer may use up at once: coming back must not pay. */
const FIRST_PART = 0.1

/**
 * How much longer than is usual for their size one peer's updates may take to apply. A few kilobytes can be made so that
 * Yjs compares each insertion with every other and takes a minute over them, so the time itself is what is bounded.
 */
export class ApplyBudget {
  readonly #clock: Clock
  readonly #maxExcessMs: number
  #leftMs: number
  #filledMs: number

  constructor(clock: Clock, { maxApplyExcessMs }: Pick<Limits, 'maxApplyExcessMs'>) {
    this.#clock = clock
    this.#maxExcessMs = maxApplyExcessMs
    this.#leftMs = maxApplyExcessMs * FIRST_PART
    this.#filledMs = clock.now()
  }

  /** Whether no more of this peer's updates may be applied. */
  get isSpent(): boolean {
    this.#forgive()
    return this.#leftMs < 0
  }

  /** Applies something of so many structs and deleted ranges. Returns how long it took, in milliseconds. */
  spend(units: number, apply: () => void): number {
    this.#forgive()
    const startMs = this.#clock.now()
    apply()
    const tookMs = this.#clock.now() - startMs
    this.#leftMs -= Math.max(0, tookMs - USUAL_BASE_MS - units * USUAL_MS)
    return tookMs
  }

  #forgive(): void {
    const nowMs = this.#clock.now()
    const forgiven = (nowMs - this.#filledMs) * FORGIVEN
    this.#leftMs = Math.min(this.#maxExcessMs, this.#leftMs + forgiven)
    this.#filledMs = nowMs
  }
}
