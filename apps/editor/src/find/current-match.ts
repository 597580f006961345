import type { Node } from '@tiptap/pm/model'
import type { Match } from './find-matches.ts'
import { followRange } from './follow-range.ts'

/** All matches, and which of them one is at. */
export interface FoundMatches {
  readonly matches: readonly Match[]
  /** Index of the match that one is at; -1 when at none. */
  readonly current: number
  /** From where the next one is looked for: the place of the current match, or of what was there. */
  readonly place: number
}

/** At the first match from a place on, and after the last at the first. */
export function nearestFrom(matches: readonly Match[], place: number): FoundMatches {
  const next = matches.findIndex(({ from }) => from >= place)
  const current = next < 0 && matches.length > 0 ? 0 : next
  return { matches, current, place: matches[current]?.from ?? place }
}

/** One match on, or one back, around the end. */
export function stepped({ matches, current, place }: FoundMatches, by: 1 | -1): FoundMatches {
  const count = matches.length
  if (count === 0) return { matches, current: -1, place }
  const after = matches.filter(({ from }) => from < place).length
  const next = current >= 0 ? current + by : by > 0 ? after : after - 1
  const index = (next + count) % count
  return { matches, current: index, place: matches[index]?.from ?? place }
}

/** The same match after the document has changed, wherever it is now; none if it is no longer there. */
export function followed(
  before: Node,
  after: Node,
  { matches: old, current, place }: FoundMatches,
  matches: readonly Match[],
): FoundMatches {
  const match = old[current]
  const now = followRange(before, after, match ?? { from: place, to: place })
  const index = match
    ? matches.findIndex(({ from, to }) => from === now?.from && to === now.to)
    : -1
  return { matches, current: index, place: Math.min(now?.from ?? place, after.content.size) }
}
