import type { Node } from '@tiptap/pm/model'
import type { NodeView } from '@tiptap/pm/view'

/** Draws a code block. */
export function drawCodeBlock(node: Node): NodeView {
  const dom = document.createElement('div')
  dom.className = 'code-box'
  const contentDOM = dom
    .appendChild(document.createElement('pre'))
    .appendChild(document.createElement('code'))
  return { dom, contentDOM, update: ({ type }) => type === node.type }
}
