import type { Editor } from '@tiptap/core'
import { type Plugin, Selection } from '@tiptap/pm/state'

/**
 * Adds to a running editor what blocks of a kind do, once. The binding draws the document anew when plugins change, and
 * then knows of no selection but one in text: the one that was is put back.
 */
export function addBehavior(editor: Editor, plugin: Plugin): void {
  if (editor.isDestroyed || editor.state.plugins.some(({ spec }) => spec.key === plugin.spec.key)) {
    return
  }
  const before = editor.state.selection
  editor.registerPlugin(plugin)
  const { doc, selection, tr } = editor.state
  if (selection.eq(before) || before.to > doc.content.size) return
  editor.view.dispatch(tr.setSelection(Selection.fromJSON(doc, before.toJSON())))
}
