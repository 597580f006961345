/** Cancels a timer; harmless when it has fired. */
export type Cancel = () => void

interface Timer {
  readonly dueMs: number
  readonly order: number
  readonly run: () => void
}

/**
 * Time that passes only when told to. Timers fire in the order in which they are due, those due together in the order
 * in which they were set.
 */
export class ManualClock {
  #nowMs: number
  #wallOffsetMs = 1_700_000_000_000
  #order = 0
  #timers = new Set<Timer>()

  constructor(startMs = 0) {
    this.#nowMs = startMs
  }

  /** Monotonic time in milliseconds. */
  now(): number {
    return this.#nowMs
  }

  /** Wall-clock time in milliseconds since 1970; {@link jumpWallClock} moves it. */
  wallTime(): number {
    return this.#wallOffsetMs + this.#nowMs
  }

  jumpWallClock(byMs: number): void {
    this.#wallOffsetMs += byMs
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer = { dueMs: this.#nowMs + Math.max(0, delayMs), order: (this.#order += 1), run }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  soon(run: () => void): Cancel {
    return this.after(0, run)
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.size
  }

  /** When the next timer is due, or undefined. */
  get nextDueMs(): number | undefined {
    return this.#next()?.dueMs
  }

  /** Moves time on and fires what falls due on the way, letting promises settle after each timer. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs
    await settle()
    for (let timer = this.#next(); timer && timer.dueMs <= untilMs; timer = this.#next()) {
      this.#nowMs = Math.max(this.#nowMs, timer.dueMs)
      this.#timers.delete(timer)
      timer.run()
      await settle()
    }
    this.#nowMs = untilMs
  }

  #next(): Timer | undefined {
    let next: Timer | undefined
    for (const timer of this.#timers) {
      if (!next || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.order < next.order)) next = timer
    }
    return next
  }
}

/** Lets the promises that can settle without a timer do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
