import type { Editor } from '@tiptap/core'
import type { NodeView } from '@tiptap/pm/view'
import { whenLoaded } from './when-loaded.ts'

/** A table in the page: in a box of its own that scrolls where the page is narrower. */
export function drawTable(editor: Editor): NodeView {
  const dom = document.createElement('div')
  dom.className = 'table-box'
  const table = dom.appendChild(document.createElement('table'))
  const contentDOM = table.appendChild(document.createElement('tbody'))
  whenLoaded(import('./table-editing.ts'), ({ editTables }) => editTables(editor))
  return { dom, contentDOM }
}
