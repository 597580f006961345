/**
 * A room may spend at most one part in this many on ticks before they widen: one in a hundred is what a room of twenty
 * spends when two of them type, and who is alone with somebody never gets near it.
 */
const COST_FACTOR = 96
/** How much of each new measurement enters the running cost and the running gap. */
const SMOOTHING = 0.2
/** A room is brisk while something comes within so many widths of a tick's end, on average … */
const BRISK_WIDTHS = 3
/** … and one for which nothing came for so many has paused. */
const PAUSE_WIDTHS = 6

/**
 * When a room's next tick comes. After a pause at once; then, the dearer ticks have been of late, the further apart, up
 * to a limit: wider ticks carry more edits for the same number of writes. In a brisk room a tick waits for a whole width
 * after the first that it carries: what comes next is near, and shares its writes.
 */
export class TickPace {
  readonly #maxMs: number
  #costMs = 0
  #gapMs = 0
  #endedMs = Number.NEGATIVE_INFINITY

  constructor(maxMs: number) {
    this.#maxMs = maxMs
  }

  /** How long a tick must wait that comes for nothing new, in milliseconds; 0 for at once. */
  delay(nowMs: number): number {
    return Math.max(0, this.#endedMs + this.#widthMs - nowMs)
  }

  /** Notes that the first came that the next tick carries. Returns how long that tick has to wait. */
  came(nowMs: number): number {
    const width = this.#widthMs
    const gapMs = nowMs - this.#endedMs
    const pauseMs = PAUSE_WIDTHS * width
    this.#gapMs = gapMs > pauseMs ? pauseMs : this.#gapMs + (gapMs - this.#gapMs) * SMOOTHING
    return this.#gapMs < BRISK_WIDTHS * width ? width : this.delay(nowMs)
  }

  /** Notes a tick that took from `startMs` to `endMs`. */
  ticked(startMs: number, endMs: number): void {
    this.#costMs += (endMs - startMs - this.#costMs) * SMOOTHING
    this.#endedMs = endMs
  }

  get #widthMs(): number {
    return Math.min(this.#maxMs, this.#costMs * COST_FACTOR)
  }
}
