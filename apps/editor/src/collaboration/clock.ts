/** Time and timers, handed in so that tests need not wait. */
export interface Clock {
  /** Monotonic time in milliseconds. */
  now(): number
  /** Runs later, unless what is returned is called before. */
  after(delayMs: number, run: () => void): () => void
}

export const browserClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs)
    return () => clearTimeout(timer)
  },
}
