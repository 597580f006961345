import { TextSelection } from 'prosemirror-state'
import type { EditorView } from 'prosemirror-view'

/** The selection as it stands in the page, if ProseMirror does not know it yet. */
export function selectionInPage(view: EditorView): TextSelection | undefined {
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

/** Tells ProseMirror where the selection stands in the page. */
export function takeOverSelection(view: EditorView): void {
  const selection = selectionInPage(view)
  if (selection) view.dispatch(view.state.tr.setSelection(selection))
}
