/** How often to look, in milliseconds. */
const LOOK_MS = 250

export interface ParentWatch {
  /** The parent's process ID now. */
  readonly parent: () => number
  /** Does what a SIGTERM does. */
  readonly terminate: () => void
}

/**
 * Stops a server in order when the shell that npm runs it in has ended. npm hands a SIGTERM on to that shell, which ends and
 * tells nobody.
 *
 * @returns Stops looking: a stop that somebody else asked for is not to be asked for twice.
 */
export function stopWithParent({ parent, terminate }: ParentWatch): () => void {
  const first = parent()
  let isGone = false
  const timer = setInterval(() => {
    if (parent() === first) return
    // A Ctrl-C reaches the shell and us alike: ours has its turn before the second look.
    if (!isGone) {
      isGone = true
      return
    }
    clearInterval(timer)
    terminate()
  }, LOOK_MS)
  timer.unref()
  return () => clearInterval(timer)
}
