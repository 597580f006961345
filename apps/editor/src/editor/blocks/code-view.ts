import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import type { NodeView } from '@tiptap/pm/view'
import { Observable, type Readable } from '../../collaboration/observable.ts'
import { whenLoaded } from './when-loaded.ts'

/** A code block in the page. */
export interface DrawnCodeBlock {
  readonly editor: Editor
  readonly node: Readable<Node>
  /** Where it is in the document; undefined once it is gone. */
  readonly getPos: () => number | undefined
  /** Where its tools go, outside of the code. */
  readonly tools: HTMLElement
}

/** Draws a code block. Its colors, keys and tools are loaded with the first one. */
export function drawCodeBlock(given: {
  readonly editor: Editor
  readonly node: Node
  readonly getPos: () => number | undefined
}): NodeView {
  const { editor, getPos } = given
  const node = new Observable(given.node)
  const dom = document.createElement('div')
  dom.className = 'code-box'
  const tools = dom.appendChild(document.createElement('div'))
  tools.className = 'code-tools'
  tools.contentEditable = 'false'
  const contentDOM = dom
    .appendChild(document.createElement('pre'))
    .appendChild(document.createElement('code'))

  let remove: (() => void) | undefined = () => {}
  whenLoaded(import('./code-editing.ts'), ({ editCode }) => {
    // Unless the block is gone by now.
    if (remove) remove = editCode({ editor, node, getPos, tools })
  })
  return {
    dom,
    contentDOM,
    update: (next) => {
      if (next.type !== given.node.type) return false
      node.set(next)
      return true
    },
    stopEvent: ({ target }) => target instanceof window.Node && tools.contains(target),
    // All else is something typed, wherever the browser puts it.
    ignoreMutation: ({ target }) => tools.contains(target),
    destroy: () => {
      remove?.()
      remove = undefined
    },
  }
}
