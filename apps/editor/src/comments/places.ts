import type { Node } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import type { Range } from './text-layout.ts'

/**
 * Where a thread's text is in the editor; `gone` when it was deleted, `unknown` until somebody looks it up in the shared
 * document.
 */
export type Place = Range | 'gone' | 'unknown'

/** What a change replaced: `start` to `oldEnd` became `start` to `newEnd`. */
export interface ChangedRange {
  readonly start: number
  readonly oldEnd: number
  readonly newEnd: number
}

/**
 * What differs between two versions of a text. The binding replaces the whole document for every change of somebody
 * else's, so their transactions don't tell. Undefined when nothing does.
 */
export function differenceOf(before: Node, after: Node): ChangedRange | undefined {
  const start = before.content.findDiffStart(after.content)
  const end = before.content.findDiffEnd(after.content)
  if (start === null || end === null) return undefined
  // In `xx` that becomes `xxx` the two ends of the difference pass each other.
  const overlap = Math.max(0, start - Math.min(end.a, end.b))
  return { start, oldEnd: end.a + overlap, newEnd: end.b + overlap }
}

/** What one's own transactions changed, as positions in the text after them. Undefined when nothing. */
export function changedBy(transactions: readonly Transaction[]): Range | undefined {
  let changed: Range | undefined
  for (const map of transactions.flatMap(({ mapping }) => mapping.maps)) {
    if (changed) changed = { from: map.map(changed.from, -1), to: map.map(changed.to, 1) }
    map.forEach((_oldStart, _oldEnd, from, to) => {
      changed = {
        from: Math.min(changed?.from ?? from, from),
        to: Math.max(changed?.to ?? to, to),
      }
    })
  }
  return changed
}

/** After one's own change, which says of every position where it went. What is typed at the edges stays outside. */
export function movedByOwn(place: Place, { mapping }: Transaction): Place {
  if (typeof place === 'string') return place
  const from = mapping.map(place.from, 1)
  const to = mapping.map(place.to, -1)
  if (from >= to) return 'gone'
  return from === place.from && to === place.to ? place : { from, to }
}

/**
 * After a change by somebody else. Of what it touches only the shared document knows where it is now: of two equal letters
 * side by side, a comparison of the texts cannot tell which is the new one.
 */
export function movedByOthers(place: Place, { start, oldEnd, newEnd }: ChangedRange): Place {
  if (typeof place === 'string' || place.to < start) return place
  if (place.from <= oldEnd) return 'unknown'
  const shift = newEnd - oldEnd
  return shift === 0 ? place : { from: place.from + shift, to: place.to + shift }
}
