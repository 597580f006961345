import { useEffect } from 'react'
import type { Browser } from '../browser/browser.ts'
import { titleFromName } from '../collaboration/title-words.ts'
import { strings } from '../strings.ts'
import '../styles/document.css'
import { OpenDocument } from './open-document.tsx'
import { PlainHeader } from './plain-header.tsx'
import { useDocumentSession } from './use-document-session.ts'

/** The page of one document. */
export default function DocumentPage(props: {
  readonly browser: Browser
  readonly documentName: string
}) {
  const { browser, documentName } = props
  const opened = useDocumentSession(browser, documentName)

  useEffect(() => {
    document.title = strings.pageTitle(titleFromName(documentName))
  }, [documentName])

  switch (opened?.state) {
    case undefined:
      return <PlainHeader documentName={documentName} />
    case 'impossible':
      return (
        <>
          <PlainHeader documentName={documentName} />
          <main className="page">
            <p className="notice">{strings.impossibleName}</p>
          </main>
        </>
      )
    case 'open':
      return (
        <OpenDocument
          key={opened.session.awareness.clientID}
          browser={browser}
          session={opened.session}
        />
      )
  }
}
