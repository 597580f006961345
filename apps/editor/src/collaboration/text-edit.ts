/** Some text put in the place of some other: at `index`, `removed` units go and `inserted` comes. In UTF-16 units. */
export interface TextEdit {
  readonly index: number
  readonly removed: number
  readonly inserted: string
}

/**
 * The smallest edit that makes one text of another; undefined when they are the same.
 *
 * @param caret Where the caret stands after the edit. Of several edits that would do (an `a` more in `aaa`), it tells
 * which it was.
 */
export function editBetween(before: string, after: string, caret?: number): TextEdit | undefined {
  if (before === after) return undefined
  const shorter = Math.min(before.length, after.length)
  const behindCaret = caret === undefined ? shorter : after.length - caret
  let same = 0
  const mostBehind = Math.min(shorter, Math.max(0, behindCaret))
  while (same < mostBehind && before.at(-1 - same) === after.at(-1 - same)) same++
  if (splitsPair(before, before.length - same) || splitsPair(after, after.length - same)) same--
  let index = 0
  while (index < shorter - same && before[index] === after[index]) index++
  if (splitsPair(before, index) || splitsPair(after, index)) index--
  return {
    index,
    removed: before.length - same - index,
    inserted: after.slice(index, after.length - same),
  }
}

export function applyEdit(text: string, { index, removed, inserted }: TextEdit): string {
  return text.slice(0, index) + inserted + text.slice(index + removed)
}

/** Where a place in a text is after somebody else's edit. What they insert right there comes before it. */
export function mapIndex(place: number, { index, removed, inserted }: TextEdit): number {
  if (place < index) return place
  if (place >= index + removed) return place + inserted.length - removed
  return index
}

/**
 * An edit of a text, as it is to be made after somebody else's edit of the same text. What they inserted stays: nobody
 * asked for its going.
 */
export function editAfter(mine: TextEdit, theirs: TextEdit): TextEdit {
  const [end, theirEnd] = [mine.index + mine.removed, theirs.index + theirs.removed]
  const before = Math.max(0, Math.min(end, theirs.index) - mine.index)
  if (before > 0) return { ...mine, removed: before }
  const index = Math.max(mine.index, Math.min(end, theirEnd))
  return { index: mapIndex(index, theirs), removed: end - index, inserted: mine.inserted }
}

/** Whether a place is between the two halves of a character. */
function splitsPair(text: string, place: number): boolean {
  const code = text.charCodeAt(place)
  const before = text.charCodeAt(place - 1)
  return code >= 0xdc00 && code <= 0xdfff && before >= 0xd800 && before <= 0xdbff
}
