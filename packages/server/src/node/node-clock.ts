import { randomBytes } from 'node:crypto'
import type { Cancel, Clock, Random } from '../core/ports.ts'

/** Node fires a longer timer at once, in milliseconds; nobody waits for 25 days. */
const LONGEST_DELAY_MS = 2 ** 31 - 1

/**
 * The machine's own clock. Its timers keep the process alive, since some of them stand for edits that are not on disk
 * yet, until {@link release}.
 */
export class NodeClock implements Clock {
  readonly #timers = new Set<NodeJS.Timeout>()
  #isReleased = false

  now(): number {
    return performance.now()
  }

  workTime(): number {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1_000
  }

  wallTime(): number {
    return Date.now()
  }

  after(delayMs: number, run: () => void): Cancel {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer)
        run()
      },
      Math.min(delayMs, LONGEST_DELAY_MS),
    )
    this.#timers.add(timer)
    if (this.#isReleased) timer.unref()
    return () => {
      this.#timers.delete(timer)
      clearTimeout(timer)
    }
  }

  soon(run: () => void): Cancel {
    const immediate = setImmediate(run)
    return () => clearImmediate(immediate)
  }

  /** From now on no timer keeps the process alive. */
  release(): void {
    this.#isReleased = true
    for (const timer of this.#timers) timer.unref()
  }
}

/** Random enough for jitter, and for secrets from the system's source. */
export const nodeRandom: Random = {
  next: () => Math.random(),
  secret: () => randomBytes(16).toString('hex'),
}
