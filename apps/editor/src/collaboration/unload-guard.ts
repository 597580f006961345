import type { DocumentSession } from './document-session.ts'

/**
 * Has the browser ask before the page is left while changes exist only here.
 *
 * @returns Stops asking.
 */
export function guardUnload(session: Pick<DocumentSession, 'isSafe'>): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    if (!session.isSafe) event.preventDefault()
  }
  window.addEventListener('beforeunload', ask)
  return () => window.removeEventListener('beforeunload', ask)
}
