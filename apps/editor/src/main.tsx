import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { openBrowser } from './browser/browser.ts'
import { part } from './part/part.tsx'
import { documentAt, splitAt, wantedKind } from './routes.ts'

// Neither page needs the other's code.
const loading = () => <header className="bar" />
const StartPage = part(() => import('./start/start-page.tsx'), { isTold: true, loading })
const DocumentPage = part(() => import('./document/document-page.tsx'), { isTold: true, loading })
const SplitPage = part(() => import('./split/split-page.tsx'), { isTold: true, loading })

const browser = openBrowser()
const documentName = documentAt(location.pathname)
const splitName = splitAt(location.pathname)
// Almost every document is formatted text. Its editor is fetched beside the page, before the document has said so.
if (documentName !== undefined) {
  if (wantedKind(location) === 'text') void import('./document/text-document.tsx')
  else void import('./code/code-document.tsx')
}
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root"')

createRoot(root).render(
  <StrictMode>
    <Page />
  </StrictMode>,
)

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
