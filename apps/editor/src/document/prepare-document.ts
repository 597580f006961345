import type { DocumentKind } from '../collaboration/document-kind.ts'
import { when } from '../collaboration/when.ts'
import { earlyDocument } from './early-document.ts'
import { loadEditor } from './open-document.tsx'

/**
 * Waits for what a document's page shows first: its editor, and the text. To draw the page is the longest that the browser
 * is busy at the start, and the server's answer would have to wait for it; the answer is short, and then there is a text
 * to be drawn with the page.
 */
export async function prepareDocument(documentName: string, kind: DocumentKind): Promise<void> {
  const opened = earlyDocument(documentName)
  await Promise.all([
    loadEditor(kind),
    opened?.state === 'open' && when(opened.session.content, Boolean),
  ])
}
