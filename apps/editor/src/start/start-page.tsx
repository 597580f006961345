import { FileCode, Plus } from 'lucide-react'
import { SignOutButton } from '../access/sign-out-button.tsx'
import { Logo } from '../brand/logo.tsx'
import { Weave } from '../brand/weave.tsx'
import type { Browser } from '../browser/browser.ts'
import { documentPath, splitPath } from '../routes.ts'
import { strings } from '../strings.ts'
import { start as words } from '../strings/start.ts'
import '../styles/start.css'
import { DeletedList } from './deleted-list.tsx'
import { NewDocumentLink } from './new-document-link.tsx'
import { Notice } from './notice.tsx'
import { OpenByName } from './open-by-name.tsx'
import { RecentList } from './recent-list.tsx'
import { ServerDocuments } from './server-documents.tsx'
import { LibraryContext, useOpenLibrary } from './use-library.ts'

export default function StartPage({ browser }: { readonly browser: Browser }) {
  const library = useOpenLibrary(browser)

  return (
    <LibraryContext value={library}>
      <header className="bar">
        <span className="brand">
          <Logo />
          {strings.product}
        </span>
        <div className="bar-actions">
          <SignOutButton access={browser.access} />
        </div>
      </header>
      <main className="start" tabIndex={-1}>
        <section className="hero">
          <Weave />
          <h1>{words.title}</h1>
          <p>{words.line}</p>
          <div className="hero-actions">
            <NewDocumentLink className="button primary" draw={browser.draw}>
              <Plus aria-hidden="true" />
              {words.newDocument}
            </NewDocumentLink>
            <NewDocumentLink className="button" kind="code" draw={browser.draw}>
              <FileCode aria-hidden="true" />
              {words.newCodeDocument}
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
          <RecentList />
          <ServerDocuments />
        </div>
        <OpenByName />
        <DeletedList />
      </main>
      <Notice notices={library.notices} />
    </LibraryContext>
  )
}
