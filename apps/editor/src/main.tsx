import { lazy, StrictMode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'
import { openBrowser } from './browser/browser.ts'
import { documentAt, wantedKind } from './routes.ts'
import { StartPage } from './start/start-page.tsx'

// The editor is most of the code and the start page needs none of it.
const DocumentPage = lazy(() => import('./document/document-page.tsx'))

const browser = openBrowser()
const documentName = documentAt(location.pathname)
// Almost every document is formatted text. Its editor is fetched beside the page, before the document has said so.
if (documentName !== undefined && wantedKind(location) === 'text') {
  void import('./document/text-document.tsx')
}
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root"')

createRoot(root).render(
  <StrictMode>
    {documentName === undefined ? (
      <StartPage browser={browser} />
    ) : (
      <Suspense fallback={<header className="bar" />}>
        <DocumentPage browser={browser} documentName={documentName} />
      </Suspense>
    )}
  </StrictMode>,
)
