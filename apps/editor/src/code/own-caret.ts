import { type Extension } from '@codemirror/state'
import { EditorView, type ViewUpdate } from '@codemirror/view'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { relativeAt } from './code-position.ts'

/** Tells the others where the caret is while it is in the code, under the same name as every other Yjs editor does. */
export function ownCaret(text: Y.Text, awareness: Awareness): Extension {
  let published = 'null'
  const publish = ({ view, state }: ViewUpdate) => {
    const { anchor, head } = state.selection.main
    const cursor = view.hasFocus
      ? { anchor: relativeAt(text, anchor), head: relativeAt(text, head) }
      : null
    const written = JSON.stringify(cursor)
    if (written === published) return
    published = written
    awareness.setLocalStateField('cursor', cursor)
  }
  return EditorView.updateListener.of((update) => {
    if (update.selectionSet || update.docChanged || update.focusChanged) publish(update)
  })
}
