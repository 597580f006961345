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

/**
 * From this long on it is looked whether the time was really spent on work, in milliseconds. What takes less counts as work:
 * most of it is, or garbage was collected meanwhile, and in a busy room that happens every few seconds.
 */
const SUSPICIOUS_MS = 4
/** For how long after that each tick begins with a look, in milliseconds. */
const WATCH_MS = 10_000

/**
 * Tells in a room whether time that passed was worked. To look is to ask the system, which adds up what each thread of the
 * process has done: no tick needs that as long as all is quick. So it is only looked where something took long lately.
 */
export class WorkWatch {
  readonly #clock: Clock
  #untilMs = Number.NEGATIVE_INFINITY

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A tick begins. */
  mark(): WorkMark {
    const isWatching = this.#clock.now() < this.#untilMs
    return new WorkMark(this, isWatching ? this.look() : undefined)
  }

  /** Something took long. */
  suspect(): void {
    this.#untilMs = this.#clock.now() + WATCH_MS
  }

  /** How much the process has worked in all, in milliseconds, if that can be had. */
  look(): number | undefined {
    return this.#clock.workTime?.()
  }
}

/** How much the process has worked in a tick since it was last asked. */
export class WorkMark {
  readonly #watch: WorkWatch
  #atMs: number | undefined

  /** @param atMs How much it had worked when the tick began; undefined if nobody looked. */
  constructor(watch: WorkWatch, atMs: number | undefined) {
    this.#watch = watch
    this.#atMs = atMs
  }

  /** Of the time that something took, at most how much was work. */
  worked(tookMs: number): number {
    this.#watch.suspect()
    const nowMs = this.#watch.look()
    if (nowMs === undefined) return tookMs
    const atMs = this.#atMs
    this.#atMs = nowMs
    // The first time after a while nobody knows. What takes long again is known from now on.
    return Math.min(tookMs, atMs === undefined ? SUSPICIOUS_MS : nowMs - atMs)
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
