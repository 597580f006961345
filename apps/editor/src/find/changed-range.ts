import type { Node } from '@tiptap/pm/model'

/** What differs between two documents: `start` to `oldEnd` in the one became `start` to `newEnd` in the other. */
export interface ChangedRange {
  readonly start: number
  readonly oldEnd: number
  readonly newEnd: number
}

/**
 * Compares two documents, which is quick where they share nodes. For others' edits, whose transactions replace the whole
 * document and so do not tell what changed.
 */
export function changedRange(before: Node, after: Node): ChangedRange | undefined {
  const start = before.content.findDiffStart(after.content)
  const end = before.content.findDiffEnd(after.content)
  if (start === null || end === null) return undefined
  // In `xx` that becomes `xxx` the two ends of the difference pass each other.
  const overlap = Math.max(0, start - Math.min(end.a, end.b))
  return { start, oldEnd: end.a + overlap, newEnd: end.b + overlap }
}
