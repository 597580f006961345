import type { Node } from '@tiptap/pm/model'

/** Where a place between nodes is after somebody else's change; undefined when the change was around it. */
export function placeAfterChange(before: Node, after: Node, place: number): number | undefined {
  const start = before.content.findDiffStart(after.content)
  const end = before.content.findDiffEnd(after.content)
  if (start === null || end === null || place <= start) return place
  // In `xx` that becomes `xxx` the two ends of the difference pass each other.
  const overlap = Math.max(0, start - Math.min(end.a, end.b))
  return place >= end.a + overlap ? place + end.b - end.a : undefined
}
