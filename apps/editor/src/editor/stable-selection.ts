import { Extension } from '@tiptap/core'
import { type EditorState, Plugin, TextSelection, type Transaction } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { field } from '../collaboration/person.ts'
import { followPosition } from './follow-position.ts'
import { isRemoteChange } from './remote-change.ts'

/**
 * Keeps the caret where it is in the text when somebody else splits, joins or retypes the block it stands in.
 *
 * The binding remembers a caret by the Yjs item next to it. But such a change is written as a deletion of the old block
 * and an insertion of a new one, so the item is gone and the caret falls to the next thing that is left, often another
 * paragraph. Where that happened, and only there, the caret follows the text.
 */
export const StableSelection = Extension.create({
  name: 'stableSelection',

  addProseMirrorPlugins() {
    return [
      new Plugin({
        appendTransaction: (transactions, before, after) =>
          transactions.some(isRemoteChange) ? corrected(before, after) : null,
      }),
    ]
  },
})

function corrected(before: EditorState, after: EditorState): Transaction | null {
  const { selection } = before
  if (!(selection instanceof TextSelection)) return null
  const binding = field(ySyncPluginKey.getState(after), 'binding')
  const remembered = field(binding, 'beforeTransactionSelection')
  const follow = (end: 'anchor' | 'head') =>
    isGone(field(remembered, end), field(binding, 'doc'))
      ? (followPosition(before.doc, after.doc, selection[end]) ?? after.selection[end])
      : after.selection[end]
  const [anchor, head] = [follow('anchor'), follow('head')]
  const isMoved = anchor !== after.selection.anchor || head !== after.selection.head
  const isInText = [anchor, head].every((end) => after.doc.resolve(end).parent.inlineContent)
  if (!isMoved || !isInText) return null
  return after.tr.setSelection(TextSelection.create(after.doc, anchor, head))
}

function isGone(position: unknown, doc: unknown): boolean {
  if (!(position instanceof Y.RelativePosition) || !(doc instanceof Y.Doc)) return false
  const id = position.item ?? position.type
  return id !== null && Y.getItem(doc.store, id).deleted
}
