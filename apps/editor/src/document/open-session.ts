import { warnBeforeUnload } from '@weft/provider/warn-before-unload'
import type { Browser } from '../browser/browser.ts'
import { keepPage } from '../browser/keep-page.ts'
import { DocumentSession } from '../collaboration/document-session.ts'
import { serverUrl, wantedKind } from '../routes.ts'
import { rememberRecent } from '../start/remember-recent.ts'
import { returnSignedIn } from './return-signed-in.ts'

export type OpenedDocument =
  | {
      readonly state: 'open'
      readonly session: DocumentSession
      /** Ends the connection and all that was begun with it. */
      readonly close: () => void
    }
  /** No document can have this name. */
  | { readonly state: 'impossible' }

/**
 * Opens a document: connects, and begins what the page does beside it, such as to warn before edits are lost. Needs no
 * component; whoever opens it closes it.
 *
 * Leaves the marks `weft:opened` and `weft:synced` in the browser's performance timeline.
 */
export function openSession(browser: Browser, documentName: string): OpenedDocument {
  const session = newSession(browser, documentName)
  if (!session) return { state: 'impossible' }
  const { provider } = session
  performance.mark('weft:opened')
  void provider.whenSynced.then(() => performance.mark('weft:synced'))
  const stopGuard = warnBeforeUnload(provider, { isKept: () => session.isKept })
  const stopFollowing = followVisibility(session)
  const stopReturning = returnSignedIn(session)
  // A link is no document of one's own, and its page is not kept.
  const stopRemembering = session.byLink
    ? undefined
    : rememberRecent(session, browser.recentDocuments)
  if (!session.byLink) void provider.whenSynced.then(keepPage)
  const close = () => {
    stopGuard()
    stopFollowing()
    stopReturning()
    stopRemembering?.()
    session.close()
  }
  return { state: 'open', session, close }
}

function newSession(browser: Browser, documentName: string): DocumentSession | undefined {
  try {
    return new DocumentSession({
      ...browser,
      documentName,
      wantedKind: wantedKind(location),
      serverUrl: serverUrl(location),
      nowMs: Date.now(),
    })
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** Tells the others when this tab is in the background. */
function followVisibility({ awareness }: DocumentSession): () => void {
  const tell = () => awareness.setLocalStateField('away', document.hidden)
  tell()
  document.addEventListener('visibilitychange', tell)
  return () => document.removeEventListener('visibilitychange', tell)
}
