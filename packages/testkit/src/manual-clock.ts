import { setImmediate } from 'node:timers/promises'

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
  readonly #timers = new Set<Timer>()

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

  /** @throws {RangeError} For a delay that is no number of milliseconds; a negative one counts as 0. */
  after(delayMs: number, run: () => void): Cancel {
    if (!Number.isFinite(delayMs)) throw new RangeError(`Cannot wait for ${delayMs} ms`)
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

  /**
   * Moves time on and fires what falls due on the way, letting promises settle before the first timer and after each.
   * An error that a timer throws ends it there, with the time of that timer.
   */
  async advance(byMs: number): Promise<void> {
    if (!Number.isFinite(byMs) || byMs < 0) {
      throw new RangeError(`Cannot move time on by ${byMs} ms`)
    }
    const untilMs = this.#nowMs + byMs
    await settle()
    for (let timer = this.#next(); timer && timer.dueMs <= untilMs; timer = this.#next()) {
      // Whoever advances at the same time may have come further: time never goes back.
      this.#nowMs = Math.max(this.#nowMs, timer.dueMs)
      this.#timers.delete(timer)
      timer.run()
      await settle()
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs)
  }

  /** Moves time on to the next timer and fires it, letting promises settle after. False when there is none. */
  async fireNext(): Promise<boolean> {
    const timer = this.#next()
    if (!timer) return false
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs)
    this.#timers.delete(timer)
    timer.run()
    await settle()
    return true
  }

  #next(): Timer | undefined {
    let next: Timer | undefined
    for (const timer of this.#timers) {
      if (!next || isBefore(timer, next)) next = timer
    }
    return next
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.order < other.order)
}

/**
 * Lets all promises settle that can without a timer or a device, however long their chains are: by the time of an
 * immediate, Node has run every one of them.
 */
export async function settle(): Promise<void> {
  await setImmediate()
}
