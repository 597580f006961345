import { Plus } from 'lucide-react'
import { Logo } from '../brand/logo.tsx'
import { Weave } from '../brand/weave.tsx'
import type { Browser } from '../browser/browser.ts'
import { useReadable } from '../browser/use-readable.ts'
import { documentPath, splitPath } from '../routes.ts'
import { strings } from '../strings.ts'
import '../styles/start.css'
import { DocumentList, type ListedDocument } from './document-list.tsx'
import { NewDocumentLink } from './new-document-link.tsx'
import { OpenByName } from './open-by-name.tsx'
import { byteSize, relativeTime } from './relative-time.ts'
import { useServerDocuments } from './use-server-documents.ts'

export default function StartPage({ browser }: { readonly browser: Browser }) {
  const recent = useReadable(browser.recentDocuments)
  const onServer = useServerDocuments()
  const nowMs = Date.now()
  const words = strings.start

  const recentList: ListedDocument[] = recent.map(({ name, openedMs }) => ({
    name,
    detail: relativeTime(openedMs, nowMs),
  }))
  const serverList = onServer.documents?.map(({ name, changedMs, sizeBytes }) => ({
    name,
    detail: `${relativeTime(changedMs, nowMs)} · ${byteSize(sizeBytes)}`,
  }))

  return (
    <>
      <header className="bar">
        <span className="brand">
          <Logo />
          {strings.product}
        </span>
      </header>
      <main className="start">
        <section className="hero">
          <Weave />
          <h1>{words.title}</h1>
          <p>{words.line}</p>
          <div className="hero-actions">
            <NewDocumentLink className="button primary" draw={browser.draw}>
              <Plus aria-hidden="true" />
              {words.newDocument}
            </NewDocumentLink>
            <a className="button" href={documentPath('welcome')}>
              {words.welcome}
            </a>
          </div>
          <p className="hint">
            {words.tip} <a href={splitPath('welcome')}>{words.sideBySide}</a>
          </p>
        </section>
        <div className="lists">
          <DocumentList title={words.recent} documents={recentList} empty={words.recentEmpty} />
          {onServer.state !== 'none' && (
            <DocumentList
              title={words.onServer}
              documents={serverList}
              empty={words.onServerEmpty}
            />
          )}
        </div>
        <OpenByName />
      </main>
    </>
  )
}
