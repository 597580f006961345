import type { Node } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { field } from '../../collaboration/person.ts'

/** Where a place between nodes is after somebody else's change; undefined when the change was around it. */
export function placeAfterChange(before: Node, after: Node, place: number): number | undefined {
  const start = before.content.findDiffStart(after.content)
  const end = before.content.findDiffEnd(after.content)
  if (start === null || end === null || place <= start) return place
  // In `xx` that becomes `xxx` the two ends of the difference pass each other.
  const overlap = Math.max(0, start - Math.min(end.a, end.b))
  return place >= end.a + overlap ? place + end.b - end.a : undefined
}

/** Whether it brings in what the shared document has become: by others, or by one's own undo. */
export function isFromOthers(transaction: Transaction): boolean {
  return (
    transaction.docChanged && field(transaction.getMeta(ySyncPluginKey), 'isChangeOrigin') === true
  )
}
