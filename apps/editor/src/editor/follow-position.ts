import type { Node } from '@tiptap/pm/model'

/**
 * Where a place in the text is after somebody else's change, by what the text says: for a change that has replaced the
 * very nodes that the place was in, as splitting, joining and retyping a block do.
 *
 * @param position A position in a textblock of `before`.
 * @returns The position in `after`; undefined when the text around it is no longer the same.
 */
export function followPosition(before: Node, after: Node, position: number): number | undefined {
  const start = before.content.findDiffStart(after.content)
  const end = before.content.findDiffEnd(after.content)
  if (start === null || end === null) return position
  // In `xx` that becomes `xxx` the two ends of the difference pass each other.
  const overlap = Math.max(0, start - Math.min(end.a, end.b))
  const [oldEnd, newEnd] = [end.a + overlap, end.b + overlap]
  if (position <= start) return position
  if (position >= oldEnd) return position + newEnd - oldEnd
  return sameTextPosition(
    textblocksIn(before, start, oldEnd),
    textblocksIn(after, start, newEnd),
    position,
  )
}

interface Textblock {
  /** Where its text begins. */
  readonly start: number
  readonly node: Node
}

function textblocksIn(doc: Node, from: number, to: number): readonly Textblock[] {
  const found: Textblock[] = []
  doc.nodesBetween(from, Math.min(to, doc.content.size), (node, position) => {
    if (!node.isTextblock) return true
    found.push({ start: position + 1, node })
    return false
  })
  return found
}

/** The same place in the block that has the same text, if it is clear which that is. */
function sameTextPosition(
  before: readonly Textblock[],
  after: readonly Textblock[],
  position: number,
): number | undefined {
  const own = before.find(
    ({ start, node }) => position >= start && position <= start + node.content.size,
  )
  if (!own) return undefined
  const isSame = ({ node }: Textblock) =>
    node.content.size === own.node.content.size && node.textContent === own.node.textContent
  const twins = after.filter(isSame)
  // Of several blocks with the same text, the one that has as many of them before it.
  const index = before.filter(isSame).indexOf(own)
  const twin = before.filter(isSame).length === twins.length ? twins[index] : undefined
  return twin && twin.start + position - own.start
}
