import type { DocumentSession } from '../collaboration/document-session.ts'
import { cleanTitle } from '../collaboration/title-words.ts'
import type { RecentDocuments } from './recent-documents.ts'

/** How the server closes a document that was deleted. */
const DELETED = 4404

/**
 * Puts a document among the recent ones once it is there, keeps its title, and takes it away when it was deleted.
 *
 * @returns Stops it.
 */
export function rememberRecent(session: DocumentSession, recent: RecentDocuments): () => void {
  const { documentName, provider, title } = session
  const titleNow = () => cleanTitle(title.get())
  const synced = (isSynced: boolean) => {
    if (isSynced) recent.opened(documentName, Date.now(), titleNow())
  }
  const closed = ({ code }: { readonly code: number }) => {
    if (code === DELETED) recent.removed(documentName)
  }
  const stopWatching = title.subscribe(() => recent.retitled(documentName, titleNow()))
  provider.on('sync', synced)
  provider.on('closed', closed)
  return () => {
    stopWatching()
    provider.off('sync', synced)
    provider.off('closed', closed)
  }
}
