import { randomBytes } from 'node:crypto'
import type { Clock, Random } from '../core/ports.ts'

/** The machine's own clock. Its timers do not keep the process alive. */
export const nodeClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
  soon(run) {
    const immediate = setImmediate(run)
    return () => clearImmediate(immediate)
  },
}

/** Random enough for jitter, and for secrets from the system's source. */
export const nodeRandom: Random = {
  next: () => Math.random(),
  secret: () => randomBytes(16).toString('hex'),
}
