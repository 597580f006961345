import { Extension } from '@tiptap/core'
import { Plugin, TextSelection, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { yCursorPluginKey } from '@tiptap/y-tiptap'
import type { Doc } from 'yjs'
import { field } from '../collaboration/person.ts'

/**
 * Sees to it that one's own last step with the caret is never lost.
 *
 * When an arrow key or a finger moves the caret, the browser tells it a little later. Whatever is drawn in between, such
 * as somebody's caret, makes ProseMirror put the caret back to where it last heard of it: steps are lost whenever
 * somebody else is busy. And a key that comes in between works in the old place. So before others' changes and carets
 * are drawn, and before a key is handled, the caret is looked up in the page.
 */
export const FreshSelection = Extension.create<{ readonly doc: Doc }>({
  name: 'freshSelection',

  // Before Collaboration, whose binding notes the selection when a Yjs transaction begins.
  priority: 1001,

  addProseMirrorPlugins() {
    const { doc } = this.options
    let view: EditorView | undefined
    return [
      new Plugin({
        props: {
          handleKeyDown: (editorView) => {
            takeOver(editorView)
            return false
          },
        },
        filterTransaction: (transaction) => {
          if (!view || !isOthersCarets(transaction) || !selectionInPage(view)) return true
          // It was made for the old selection and would bring it back. Once more, for the new one.
          const drawn = view
          queueMicrotask(() => redraw(drawn))
          return false
        },
        view: (editorView) => {
          view = editorView
          const takeOverBeforeRemoteChange = () => {
            if (doc._transaction?.local === false) takeOver(editorView)
          }
          doc.on('beforeAllTransactions', takeOverBeforeRemoteChange)
          return {
            destroy: () => {
              doc.off('beforeAllTransactions', takeOverBeforeRemoteChange)
              view = undefined
            },
          }
        },
      }),
    ]
  },
})

function isOthersCarets(transaction: Transaction): boolean {
  const meta: unknown = transaction.getMeta(yCursorPluginKey)
  return field(meta, 'awarenessUpdated') === true && !transaction.docChanged
}

function redraw(view: EditorView): void {
  if (view.isDestroyed) return
  takeOver(view)
  view.dispatch(view.state.tr.setMeta(yCursorPluginKey, { awarenessUpdated: true }))
}

function takeOver(view: EditorView): void {
  const selection = selectionInPage(view)
  if (selection) view.dispatch(view.state.tr.setSelection(selection))
}

/** The selection as it stands in the page, if ProseMirror does not know it yet. */
function selectionInPage(view: EditorView): TextSelection | undefined {
  const { state, dom } = view
  // While text is being composed the caret is the input method's.
  if (!(state.selection instanceof TextSelection) || view.composing || !view.hasFocus()) return
  const selection = dom.ownerDocument.getSelection()
  const { anchorNode, focusNode } = selection ?? {}
  if (!selection || !anchorNode || !focusNode) return
  if (!dom.contains(anchorNode) || !dom.contains(focusNode)) return
  const anchor = state.doc.resolve(view.posAtDOM(anchorNode, selection.anchorOffset))
  const head = state.doc.resolve(view.posAtDOM(focusNode, selection.focusOffset))
  if (!anchor.parent.inlineContent || !head.parent.inlineContent) return
  const inPage = new TextSelection(anchor, head)
  return inPage.eq(state.selection) ? undefined : inPage
}
