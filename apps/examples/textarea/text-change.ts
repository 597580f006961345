import type { YTextEvent } from 'yjs'

export type Delta = YTextEvent['delta']

/** Where an index of the text is after others changed it. What they insert right there comes after it. */
export function movedBy(index: number, delta: Delta): number {
  let at = 0
  let moved = index
  for (const { retain = 0, insert, delete: removed = 0 } of delta) {
    at += retain
    if (at >= moved) break
    const inserted = typeof insert === 'string' ? insert.length : 0
    at += inserted
    moved += inserted
    moved -= Math.min(removed, moved - at)
  }
  return moved
}

/** The one change that makes `after` of `before`. Of several, the one that ends at the caret. */
export function difference(before: string, after: string, caret: number) {
  const shorter = Math.min(before.length, after.length)
  let suffix = 0
  while (
    suffix < Math.min(shorter, after.length - caret) &&
    before.at(-1 - suffix) === after.at(-1 - suffix)
  )
    suffix += 1
  let from = 0
  while (from < shorter - suffix && before[from] === after[from]) from += 1
  // Not through the middle of an emoji, which is two characters here.
  if (from > 0 && /[\uD800-\uDBFF]/.test(before[from - 1] ?? '')) from -= 1
  if (suffix > 0 && /[\uDC00-\uDFFF]/.test(before.at(-suffix) ?? '')) suffix -= 1
  const inserted = after.slice(from, after.length - suffix)
  return { from, to: before.length - suffix, inserted }
}
