/** The most that something may wait for a moment without anything else to do, in milliseconds. */
const LATEST_MS = 1_000
/** How long it may work in a browser that does not tell, in milliseconds. */
const TURN_MS = 8

/** Runs something when the page has nothing else to do. @returns Stops it. */
export function whenIdle(run: (hasTime: () => boolean) => void): () => void {
  // Safari has none of it.
  if ('requestIdleCallback' in window) {
    const asked = requestIdleCallback((deadline) => run(() => deadline.timeRemaining() > 2), {
      timeout: LATEST_MS,
    })
    return () => cancelIdleCallback(asked)
  }
  const timer = setTimeout(() => {
    const end = performance.now() + TURN_MS
    run(() => performance.now() < end)
  }, 200)
  return () => clearTimeout(timer)
}
