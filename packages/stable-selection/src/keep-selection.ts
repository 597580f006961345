import type { Node } from 'prosemirror-model'
import {
  type EditorState,
  NodeSelection,
  Selection,
  TextSelection,
  type Transaction,
} from 'prosemirror-state'
import type { Difference } from './differences.ts'
import { placeAfter, shifted } from './place-after.ts'

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
