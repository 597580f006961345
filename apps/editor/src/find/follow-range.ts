import type { Node } from '@tiptap/pm/model'
import { changedRange } from './changed-range.ts'
import type { Match } from './find-matches.ts'

/**
 * Where a piece of text in one block is after a change, or several at once.
 *
 * @returns Undefined when the text itself was changed, or is gone.
 */
export function followRange(before: Node, after: Node, range: Match): Match | undefined {
  const changed = changedRange(before, after)
  if (!changed || range.to <= changed.start) return range
  const { start, oldEnd, newEnd } = changed
  if (range.from >= oldEnd) return moved(range, newEnd - oldEnd)
  // Edits in several places make a wide difference, in which most blocks may be the same.
  const blocks = blocksIn(before, start, oldEnd)
  const own = blocks.find(
    ({ from, node }) => from <= range.from && range.to <= from + node.content.size,
  )
  const twin = own && twinOf(own, blocks, blocksIn(after, start, newEnd))
  if (!own || !twin) return undefined
  const within = changedRange(own.node, twin.node)
  const offset = { from: range.from - own.from, to: range.to - own.from }
  if (!within || offset.to <= within.start) return moved(offset, twin.from)
  if (offset.from < within.oldEnd) return undefined
  return moved(offset, twin.from + within.newEnd - within.oldEnd)
}

interface Block {
  /** Where its text begins. */
  readonly from: number
  readonly node: Node
}

function moved({ from, to }: Match, by: number): Match {
  return { from: from + by, to: to + by }
}

function blocksIn(doc: Node, from: number, to: number): readonly Block[] {
  const blocks: Block[] = []
  doc.nodesBetween(from, Math.min(to, doc.content.size), (node, position) => {
    if (!node.isTextblock) return true
    blocks.push({ from: position + 1, node })
    return false
  })
  return blocks
}

/** The block that `own` became: itself, else its like by text, else the one in its place among those that changed. */
function twinOf(own: Block, before: readonly Block[], after: readonly Block[]): Block | undefined {
  const same = after.find(({ node }) => node === own.node)
  if (same) return same
  const [oldNodes, newNodes] = [nodesOf(before), nodesOf(after)]
  const changedBefore = before.filter(({ node }) => !newNodes.has(node))
  const changedAfter = after.filter(({ node }) => !oldNodes.has(node))
  const isLike = ({ node }: Block) =>
    node.content.size === own.node.content.size && node.textContent === own.node.textContent
  const likes = changedAfter.filter(isLike)
  if (likes.length > 0 && likes.length === changedBefore.filter(isLike).length) {
    return likes[changedBefore.filter(isLike).indexOf(own)]
  }
  return changedBefore.length === changedAfter.length
    ? changedAfter[changedBefore.indexOf(own)]
    : undefined
}

function nodesOf(blocks: readonly Block[]): ReadonlySet<Node> {
  return new Set(blocks.map(({ node }) => node))
}
