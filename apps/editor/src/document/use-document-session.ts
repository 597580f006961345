import { useEffect, useState } from 'react'
import type { Browser } from '../browser/browser.ts'
import { earlyDocument, takeEarlyDocument } from './early-document.ts'
import { type OpenedDocument, openSession } from './open-session.ts'

/**
 * Has a document open while the component is mounted; undefined until it is. What the page has opened before is taken
 * over. Anything else is opened in an effect, because opening connects: React may render a component that it then throws
 * away, and in development mounts each one twice.
 */
export function useDocumentSession(
  browser: Browser,
  documentName: string,
): OpenedDocument | undefined {
  const [opened, setOpened] = useState(() => earlyDocument(documentName))
  useEffect(() => {
    const now = takeEarlyDocument(documentName) ?? openSession(browser, documentName)
    setOpened(now)
    return () => {
      if (now.state === 'open') now.close()
    }
  }, [browser, documentName])
  return opened
}
