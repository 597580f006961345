import type { Transaction } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { field } from '../collaboration/person.ts'

/** Whether a transaction brings what happened in the shared document: others' edits, or one's own undo. */
export function isFromDocument(transaction: Transaction): boolean {
  return field(transaction.getMeta(ySyncPluginKey), 'isChangeOrigin') === true
}
