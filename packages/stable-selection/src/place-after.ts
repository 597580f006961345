import type { Node } from 'prosemirror-model'
import type { Difference, Replaced } from './differences.ts'
import { followText } from './follow-text.ts'

/** Where a position in a text is after others have changed it; where it was, when nothing is left of the text. */
export function placeAfter(
  before: Node,
  after: Node,
  found: readonly Difference[],
  position: number,
): number {
  const change = changeAt(found, position)
  if (!change) return position + shiftBefore(found, position)
  const followed = followText(before, after, touching(found, change), position)
  return followed ?? (position === change.from ? change.newFrom : change.newTo)
}

/** Whether anything is left of the text around a position, after which its place can be told. */
export function isPlaced(
  before: Node,
  after: Node,
  found: readonly Difference[],
  position: number,
): boolean {
  const change = changeAt(found, position)
  return !change || followText(before, after, touching(found, change), position) !== undefined
}

function changeAt(found: readonly Difference[], position: number): Replaced | undefined {
  return found.find(
    (difference): difference is Replaced =>
      difference.kind === 'replaced' && difference.from <= position && position <= difference.to,
  )
}

/** By how much what is before a position has grown. */
function shiftBefore(found: readonly Difference[], position: number): number {
  let shift = 0
  for (const difference of found) {
    if (difference.kind === 'replaced' && difference.to < position) {
      shift = difference.newTo - difference.to
    }
  }
  return shift
}

/** All that has changed in the neighbourhood of a change: text may have gone from the one place to the other. */
function touching(found: readonly Difference[], { from, to }: Replaced): Replaced {
  const near = found.filter(
    (difference): difference is Replaced =>
      difference.kind === 'replaced' &&
      difference.from <= to + NEAR &&
      difference.to >= from - NEAR,
  )
  const [first, last] = [near[0], near.at(-1)]
  if (!first || !last) throw new Error('A difference is not near itself')
  return { ...last, from: first.from, newFrom: first.newFrom }
}

/** In characters. */
const NEAR = 200

/** Where a node is that has not been replaced. */
export function shifted(found: readonly Difference[], position: number): number | undefined {
  const change = changeAt(found, position)
  if (change && position < change.to) return undefined
  return position + shiftBefore(found, position + 1)
}
