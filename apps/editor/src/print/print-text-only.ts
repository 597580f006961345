import type { Doc } from 'yjs'
import { printCopy, printTitle } from './print-copy.ts'

/** Puts a copy of the text in the place of the page while it is printed. @returns Stops that. */
export function printTextOnly(doc: Doc, documentName: string, text: () => HTMLElement): () => void {
  let copy: HTMLElement | undefined
  const stop = new AbortController()
  const { signal } = stop
  const before = () => {
    copy?.remove()
    const title = printTitle(doc.getText('title').toString().trim(), documentName, text())
    copy = printCopy(text(), title)
    document.body.append(copy)
  }
  const after = () => {
    copy?.remove()
    copy = undefined
  }
  window.addEventListener('beforeprint', before, { signal })
  window.addEventListener('afterprint', after, { signal })
  return () => {
    stop.abort()
    after()
  }
}
