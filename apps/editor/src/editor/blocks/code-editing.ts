/// <reference types="vite/client" />
import type { Editor } from '@tiptap/core'
import type { EditorState, Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import '../../styles/code-blocks.css'
import { applyToColors, type CodeColors, isStale, refreshColors } from './code-colors.ts'
import { codeAt, indent, newLine, outdent } from './code-keys.ts'
import { addCodeTools } from './code-tools.ts'
import type { DrawnCodeBlock } from './code-view.ts'
import { addBlockBehavior, type BlockBehavior } from './late-blocks.ts'

/** How long nobody must have typed before long code is colored anew, and how long that may take at a time. */
const PAUSE_MS = 150
const SLICE_MS = 12

/** Makes a code block behave: its keys, its colors and its tools. @returns Takes the tools away. */
export function editCode(block: DrawnCodeBlock): () => void {
  addBlockBehavior(block.editor, 'lateCode', () => codeBehavior(block.editor))
  return addCodeTools(block)
}

function codeBehavior(editor: Editor): BlockBehavior {
  let timer: ReturnType<typeof setTimeout> | undefined
  const refreshSoon = (afterMs: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (editor.isDestroyed) return
      const endMs = performance.now() + SLICE_MS
      editor.view.dispatch(refreshColors(editor.state.tr, () => performance.now() > endMs))
    }, afterMs)
  }
  return {
    handleKeyDown: codeKeys(),
    apply: (transaction, held, after) => {
      const before = isColors(held) ? held : undefined
      const colors = applyToColors(transaction, before, after)
      if (colors !== before && isStale(colors, after.doc)) {
        refreshSoon(before && transaction.docChanged ? PAUSE_MS : 0)
      }
      return colors
    },
    decorations: (_, held) => (isColors(held) ? held.colors : null),
  }
}

const isColors = (held: unknown): held is CodeColors =>
  typeof held === 'object' && held !== null && 'colors' in held

function codeKeys(): (view: EditorView, event: KeyboardEvent) => boolean {
  // After Escape, Tab leaves the text, as it leaves anything else, and Shift+Tab leads to the tools of this code.
  let isLeaving = false
  return (view, event) => {
    const wasLeaving = isLeaving
    if (event.key !== 'Shift') isLeaving = false
    if (event.ctrlKey || event.metaKey || event.altKey || !view.editable) return false
    if (event.key === 'Escape') {
      isLeaving = codeAt(view.state) !== undefined
      return false
    }
    if (event.key === 'Tab' && wasLeaving) return event.shiftKey && focusTools(view)
    if (event.key === 'Tab') return did(view, event.shiftKey ? outdent : indent)
    return event.key === 'Enter' && !event.shiftKey && did(view, newLine)
  }
}

function did(view: EditorView, edit: (state: EditorState) => Transaction | undefined): boolean {
  const transaction = edit(view.state)
  if (transaction) view.dispatch(transaction)
  return transaction !== undefined
}

// The browser would go to what stands before the whole text.
function focusTools(view: EditorView): boolean {
  const { node } = view.domAtPos(view.state.selection.head)
  const element = node instanceof Element ? node : node.parentElement
  const tool = element?.closest('.code-box')?.querySelector<HTMLElement>('.code-tools button')
  tool?.focus()
  return tool !== undefined && tool !== null
}
