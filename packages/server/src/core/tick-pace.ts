/**
 * A room may spend at most one part in this many on ticks before they widen: one in a hundred is what a room of twenty
 * spends when two of them type, and who is alone with somebody never gets near it.
 */
const COST_FACTOR = 96
/** How much of each new measurement enters the running cost. */
const SMOOTHING = 0.2

/**
 * When a room's next tick comes: at once after a pause, and the dearer its ticks have been of late, the further apart,
 * up to a limit. Wider ticks carry more edits for the same number of writes.
 */
export class TickPace {
  readonly #maxMs: number
  #costMs = 0
  #notBeforeMs = Number.NEGATIVE_INFINITY

  constructor(maxMs: number) {
    this.#maxMs = maxMs
  }

  /** How long the next tick has to wait, in milliseconds; 0 for at once. */
  delay(nowMs: number): number {
    return Math.max(0, this.#notBeforeMs - nowMs)
  }

  /** Notes a tick that took from `startMs` to `endMs`. */
  ticked(startMs: number, endMs: number): void {
    this.#costMs += (endMs - startMs - this.#costMs) * SMOOTHING
    this.#notBeforeMs = endMs + Math.min(this.#maxMs, this.#costMs * COST_FACTOR)
  }
}
