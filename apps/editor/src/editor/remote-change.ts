import type { Transaction } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { field } from '../collaboration/person.ts'

/** Whether the binding made it, to show what somebody else has done. */
export function isRemoteChange(transaction: Transaction): boolean {
  const meta: unknown = transaction.getMeta(ySyncPluginKey)
  // One's own undo comes the same way.
  const isUndo = field(meta, 'isUndoRedoOperation') === true
  return transaction.docChanged && field(meta, 'isChangeOrigin') === true && !isUndo
}
