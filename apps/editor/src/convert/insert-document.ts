import type { Editor } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import { beginUndoStep } from '../editor/begin-undo-step.ts'

/** Where a text that is read goes. */
export type Place = 'end' | 'instead'

/** Puts a text into the document, as one step that can be undone. What is an empty document is filled. */
export function insertDocument(editor: Editor, doc: Node, place: Place): void {
  beginUndoStep(editor.state)
  const { state, view } = editor
  const from = place === 'instead' || editor.isEmpty ? 0 : state.doc.content.size
  const { tr } = state
  tr.replaceWith(from, state.doc.content.size, doc.content)
  tr.setSelection(TextSelection.near(tr.doc.resolve(from), 1))
  view.dispatch(tr.scrollIntoView())
  beginUndoStep(editor.state)
  view.focus()
}
