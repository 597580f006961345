import { warnBeforeUnload } from '@weft/provider/warn-before-unload'
import { useEffect, useState } from 'react'
import type { Browser } from '../browser/browser.ts'
import { keepPage } from '../browser/keep-page.ts'
import { DocumentSession } from '../collaboration/document-session.ts'
import { serverUrl, wantedKind } from '../routes.ts'
import { rememberRecent } from '../start/remember-recent.ts'

export type OpenedDocument =
  | { readonly state: 'opening' }
  | { readonly state: 'open'; readonly session: DocumentSession }
  /** No document can have this name. */
  | { readonly state: 'impossible' }

/**
 * Opens a document while the component is mounted. In an effect, because opening connects: React may render a component
 * that it then throws away, and in development mounts each one twice.
 */
export function useDocumentSession(browser: Browser, documentName: string): OpenedDocument {
  const [opened, setOpened] = useState<OpenedDocument>({ state: 'opening' })
  useEffect(() => {
    const session = open(browser, documentName)
    if (!session) {
      setOpened({ state: 'impossible' })
      return
    }
    const isKept = () => session.isKept
    const stopGuard = warnBeforeUnload(session.provider, { isKept })
    const stopFollowing = followVisibility(session)
    // A link is no document of one's own, and its page is not kept.
    const stopRemembering = session.byLink
      ? undefined
      : rememberRecent(session, browser.recentDocuments)
    if (!session.byLink) void session.provider.whenSynced.then(keepPage)
    setOpened({ state: 'open', session })
    return () => {
      stopGuard()
      stopFollowing()
      stopRemembering?.()
      session.close()
    }
  }, [browser, documentName])
  return opened
}

function open(browser: Browser, documentName: string): DocumentSession | undefined {
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
