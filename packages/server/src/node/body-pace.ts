import type { Cancel, Clock } from '../core/ports.ts'

/** How often it is looked how much has come, in milliseconds. */
export const LOOK_EVERY_MS = 10_000
/** What must have come each time, unless it is the end: 16 KiB in a second, a slow telephone's line. */
export const MIN_BYTES = 160 * 1024

/** What is watched of a request. */
interface Sending {
  readonly complete: boolean
  readonly socket: { readonly bytesRead: number }
  once(name: 'close', listener: () => void): unknown
}

/**
 * Watches that the body of a request keeps coming: a large one may take its time, and whoever sends a byte now and then
 * only holds a connection.
 *
 * @param onTooSlow Called once, when less has come than must have.
 */
export function watchBodyPace(
  request: Sending,
  clock: Pick<Clock, 'after'>,
  onTooSlow: () => void,
): void {
  let before = request.socket.bytesRead
  let cancel: Cancel
  const look = (): void => {
    if (request.complete) return
    const now = request.socket.bytesRead
    if (now - before < MIN_BYTES) return onTooSlow()
    before = now
    cancel = clock.after(LOOK_EVERY_MS, look)
  }
  cancel = clock.after(LOOK_EVERY_MS, look)
  request.once('close', () => cancel())
}
