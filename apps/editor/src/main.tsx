import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { thisBrowser as browser } from './browser/this-browser.ts'
import { part } from './part/part.tsx'
import { documentAt, splitAt, wantedKind } from './routes.ts'

// Neither page needs the other's code.
const loading = () => <header className="bar" />
const StartPage = part(() => import('./start/start-page.tsx'), { isTold: true, loading })
const DocumentPage = part(() => import('./document/document-page.tsx'), { isTold: true, loading })
const SplitPage = part(() => import('./split/split-page.tsx'), { isTold: true, loading })

/** How long nothing but the page's frame may stand there, in milliseconds. */
const PATIENCE_MS = 300

const documentName = documentAt(location.pathname)
const splitName = splitAt(location.pathname)
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root"')

void atOnce().then(() =>
  createRoot(root).render(
    <StrictMode>
      <Page />
    </StrictMode>,
  ),
)

/**
 * Resolves when the page can be drawn in one go, with the text in it, or when that takes too long: then it is drawn in
 * parts. Until then its frame stands as it was sent.
 */
function atOnce(): Promise<unknown> {
  if (documentName === undefined) return Promise.resolve()
  const kind = wantedKind(location)
  const prepared = import('./document/prepare-document.ts').then(({ prepareDocument }) =>
    prepareDocument(documentName, kind),
  )
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))
  return Promise.race([Promise.allSettled([DocumentPage.loadAhead(), prepared]), patience])
}

function Page() {
  if (documentName !== undefined) {
    return <DocumentPage browser={browser} documentName={documentName} />
  }
  return splitName === undefined ? (
    <StartPage browser={browser} />
  ) : (
    <SplitPage documentName={splitName} />
  )
}
