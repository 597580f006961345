import type { Node } from 'prosemirror-model'
import {
  type EditorState,
  NodeSelection,
  Selection,
  TextSelection,
  type Transaction,
} from 'prosemirror-state'
import type { Difference, Replaced } from './differences.ts'
import { followText } from './follow-text.ts'

/**
 * Leaves the selection where it is in the text, in a transaction that shows what others have done, and the marks that
 * were switched on for what is typed next.
 */
export function keepSelection(
  transaction: Transaction,
  before: EditorState,
  found: readonly Difference[],
): void {
  const { selection, storedMarks } = before
  const { doc } = transaction
  if (selection instanceof TextSelection) {
    const place = (position: number) => placeAfter(before.doc, doc, found, position)
    const head = place(selection.head)
    const anchor = selection.empty ? head : place(selection.anchor)
    transaction.setSelection(textSelection(doc, anchor, head))
  } else if (selection instanceof NodeSelection) {
    const at = shifted(found, selection.from)
    const node = at === undefined ? null : doc.nodeAt(at)
    if (
      at !== undefined &&
      node?.type === selection.node.type &&
      NodeSelection.isSelectable(node)
    ) {
      transaction.setSelection(NodeSelection.create(doc, at))
    }
  }
  // Every other kind knows itself what becomes of it when parts of a document change.
  if (storedMarks && transaction.selection.empty) transaction.setStoredMarks(storedMarks)
}

/** Where a position in a text is after others have changed it; where it was, when nothing is left of the text. */
function placeAfter(
  before: Node,
  after: Node,
  found: readonly Difference[],
  position: number,
): number {
  let shift = 0
  for (const difference of found) {
    if (difference.kind === 'altered') continue
    const { from, to, newFrom, newTo } = difference
    if (position < from) break
    if (position <= to) {
      const followed = followText(before, after, touching(found, difference), position)
      return followed ?? (position === from ? newFrom : newTo)
    }
    shift = newTo - to
  }
  return position + shift
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
function shifted(found: readonly Difference[], position: number): number | undefined {
  let shift = 0
  for (const difference of found) {
    if (difference.kind === 'altered') continue
    const { from, to, newTo } = difference
    if (position < from) break
    if (position < to) return undefined
    shift = newTo - to
  }
  return position + shift
}

function textSelection(doc: Node, anchor: number, head: number): Selection {
  const [$anchor, $head] = [anchor, head].map((position) =>
    doc.resolve(Math.min(Math.max(position, 0), doc.content.size)),
  )
  if (!$anchor || !$head) throw new Error('Two positions are two')
  return $anchor === $head || anchor === head
    ? $head.parent.inlineContent
      ? new TextSelection($head)
      : Selection.near($head, -1)
    : TextSelection.between($anchor, $head)
}
