import type { Node } from 'prosemirror-model'
import { Transform } from 'prosemirror-transform'
import { type Difference, differences, type Replaced } from './differences.ts'
import { placeAfter, shifted } from './place-after.ts'

/**
 * Does to one document what has been done to another: what one writes oneself, to the shared document that has what others
 * wrote meanwhile and that the editor does not show yet.
 *
 * @param shown What the editor showed.
 * @param now What it shows now.
 * @param shared What the document was while `shown` was shown.
 * @returns What the document is with both.
 */
export function carryOver(shown: Node, now: Node, shared: Node): Node {
  const change = new Transform(shared)
  const others = differences(shown, shared)
  // From the end, so that what is before it is still where it was.
  for (const own of [...differences(shown, now)].reverse()) {
    carry(change, own, { shown, now, shared, others })
  }
  return change.doc
}

interface Documents {
  readonly shown: Node
  readonly now: Node
  readonly shared: Node
  readonly others: readonly Difference[]
}

function carry(change: Transform, own: Difference, documents: Documents): void {
  const { shown, now, shared, others } = documents
  if (own.kind === 'altered') {
    const at = shifted(others, own.at)
    if (at !== undefined && shared.nodeAt(at)?.type === own.node.type) {
      change.setNodeMarkup(at, undefined, own.node.attrs, own.node.marks)
    }
    return
  }
  const { from, to, newFrom, newTo } = own
  const [start, end] = [from, to].map((position) => placeAfter(shown, shared, others, position))
  if (start === undefined || end === undefined) throw new Error('Two positions are two')
  const slice = now.slice(newFrom, newTo)
  if (isWithinText(shown, own) && slice.openStart === 0 && slice.openEnd === 0) {
    deleteOwn(change, own, documents)
    change.replace(start, start, slice)
  } else if (lettersIn(shown, from, to) === lettersIn(shared, start, end)) {
    change.replace(start, end, slice)
  }
  // Else others have written within what one has replaced by something else than text. What they wrote stays.
}

/** Deletes the letters that one has deleted, and none of those that others have written between them. */
function deleteOwn(change: Transform, { from, to }: Replaced, documents: Documents): void {
  const { shown, shared, others } = documents
  let last = Number.POSITIVE_INFINITY
  for (let position = to; position > from; position--) {
    const place = placeAfter(shown, shared, others, position)
    const letter = lettersIn(shown, position - 1, position)
    if (place >= last || place < 1 || lettersIn(shared, place - 1, place) !== letter) continue
    change.delete(place - 1, place)
    last = place
  }
}

function isWithinText(doc: Node, { from, to }: Replaced): boolean {
  const $from = doc.resolve(from)
  return $from.parent.isTextblock && $from.sameParent(doc.resolve(to))
}

function lettersIn(doc: Node, from: number, to: number): string {
  return doc.textBetween(Math.min(from, to), Math.max(from, to), '\n', '\ufffc')
}
