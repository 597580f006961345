import type { Clock } from './core/ports.ts'

// Between two looks at them, two clocks of a machine that is awake drift apart by less than this, in milliseconds.
const DRIFT_MS = 5_000

// Timers take no more, in milliseconds: 24 days. They fire at once for what is longer, `Infinity` included.
const MOST_WAIT_MS = 2 ** 31 - 1

/** The time of the machine, as the browser counts it. What would wait for longer than 24 days waits so long. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, Math.min(delayMs, MOST_WAIT_MS))
    return () => clearTimeout(timer)
  },
  soon: (run) => queueMicrotask(run),
}

/**
 * The time of the machine, its sleep included. Some browsers' `performance.now` stands still meanwhile; the wall clock does
 * not, and who only looks at the first would take a connection that died hours ago for one that was heard a moment ago.
 */
export function sleeplessClock(): Clock {
  let sleptMs = 0
  let wallAheadMs = Date.now() - performance.now()
  return {
    ...systemClock,
    now() {
      const monotonicMs = performance.now()
      const leapMs = Date.now() - monotonicMs - wallAheadMs
      wallAheadMs += leapMs
      // A wall clock that is set forward looks the same, and costs one probe. Set back it says nothing.
      if (leapMs > DRIFT_MS) sleptMs += leapMs
      return monotonicMs + sleptMs
    },
  }
}
