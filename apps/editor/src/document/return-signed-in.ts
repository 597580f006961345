import type { DocumentSession } from '../collaboration/document-session.ts'

/**
 * Whoever was signed out, signs in again in another tab and comes back to this one goes on: what is open, and what is
 * unsaved in it, stays as it is.
 *
 * @returns Stops it.
 */
export function returnSignedIn(session: Pick<DocumentSession, 'status' | 'retry'>): () => void {
  const look = () => {
    if (!document.hidden && session.status.get().kind === 'signed-out') session.retry()
  }
  document.addEventListener('visibilitychange', look)
  // Of two windows side by side both are visible.
  window.addEventListener('focus', look)
  return () => {
    document.removeEventListener('visibilitychange', look)
    window.removeEventListener('focus', look)
  }
}
