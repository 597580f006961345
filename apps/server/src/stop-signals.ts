/** How soon the same signal counts as the same wish, in milliseconds. */
const ECHO_MS = 250

type State =
  | { readonly is: 'running' }
  | { readonly is: 'stopping'; readonly signal: string; readonly sinceMs: number }

/**
 * Turns signals into one orderly stop, and a second signal into an end at once.
 *
 * npm and `timeout` hand on a Ctrl-C or SIGTERM that has reached us already, so the same signal again right after the
 * first is an echo and not a second one.
 *
 * @param now Monotonic time in milliseconds.
 * @returns What to call with each signal's name.
 */
export function stopSignals(
  now: () => number,
  stop: () => void,
  abandon: () => void,
): (signal: string) => void {
  let state: State = { is: 'running' }
  return (signal) => {
    if (state.is === 'running') {
      state = { is: 'stopping', signal, sinceMs: now() }
      stop()
      return
    }
    const isEcho = signal === state.signal && now() - state.sinceMs < ECHO_MS
    if (!isEcho) abandon()
  }
}
