import type { Limits } from './limits.ts'
import type { Clock } from './ports.ts'

type ApplyLimits = Pick<Limits, 'maxApplyMs' | 'maxApplyExcessMs'>

/**
 * What a struct or a deleted range may take to apply, in milliseconds, whatever else is going on. Most take a fifth of
 * that; what somebody built to be slow takes a hundred times as much.
 */
const USUAL_MS = 0.01
/** What one update may take beside that, in milliseconds: the fixed costs. */
const USUAL_BASE_MS = 0.2
/** How much of the excess is forgiven per millisecond that passes, and how much of all that was used. */
const EXCESS_FORGIVEN = 0.25
const FORGIVEN = 0.5
/** The part of the excess that a new peer may use up at once: coming back must not pay. */
const FIRST_PART = 0.25

/** From this long on it is looked whether the time was really spent on work, in milliseconds. Looking takes time, too. */
const SUSPICIOUS_MS = 1

/** How much the process has worked since it was last asked. */
export class WorkMark {
  readonly #clock: Clock
  #atMs: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#atMs = clock.workTime?.() ?? 0
  }

  /** Of the time that something took, at most how much was work. */
  worked(tookMs: number): number {
    const nowMs = this.#clock.workTime?.()
    if (nowMs === undefined) return tookMs
    const workedMs = nowMs - this.#atMs
    this.#atMs = nowMs
    return Math.min(tookMs, workedMs)
  }
}

/**
 * How long one peer's updates may take to apply, in all, and how much longer than is usual for their size. A few
 * kilobytes can be made so that Yjs compares each insertion with every other and takes a minute over them, so the time
 * itself is what is bounded.
 */
export class ApplyBudget {
  readonly #clock: Clock
  readonly #limits: ApplyLimits
  #leftMs: number
  #leftExcessMs: number
  #filledMs: number
  #mark: WorkMark | undefined

  constructor(clock: Clock, limits: ApplyLimits) {
    this.#clock = clock
    this.#limits = limits
    this.#leftMs = limits.maxApplyMs
    this.#leftExcessMs = limits.maxApplyExcessMs * FIRST_PART
    this.#filledMs = clock.now()
  }

  /** Whether no more of this peer's updates may be applied. */
  get isSpent(): boolean {
    return this.#leftMs < 0 || this.#leftExcessMs < 0
  }

  /** A tick begins. What was used is forgiven between ticks only: on a busy machine a tick may be most of the time. */
  begin(mark: WorkMark): void {
    if (mark === this.#mark) return
    this.#mark = mark
    this.#forgive()
  }

  /** Applies something of so many structs and deleted ranges. Returns how long it took, in milliseconds. */
  spend(units: number, apply: () => void): number {
    const startMs = this.#clock.now()
    apply()
    this.#filledMs = this.#clock.now()
    let tookMs = this.#filledMs - startMs
    if (tookMs >= SUSPICIOUS_MS) tookMs = this.#mark?.worked(tookMs) ?? tookMs
    this.#leftMs -= tookMs
    this.#leftExcessMs -= Math.max(0, tookMs - USUAL_BASE_MS - units * USUAL_MS)
    return tookMs
  }

  #forgive(): void {
    const nowMs = this.#clock.now()
    const passedMs = nowMs - this.#filledMs
    const { maxApplyMs, maxApplyExcessMs } = this.#limits
    this.#leftMs = Math.min(maxApplyMs, this.#leftMs + passedMs * FORGIVEN)
    const leftExcessMs = this.#leftExcessMs + passedMs * EXCESS_FORGIVEN
    this.#leftExcessMs = Math.min(maxApplyExcessMs, leftExcessMs)
    this.#filledMs = nowMs
  }
}
