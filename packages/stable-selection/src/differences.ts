import { Fragment, type Node } from 'prosemirror-model'

/** A part of a document that became another; positions before and after. */
export interface Replaced {
  readonly kind: 'replaced'
  readonly from: number
  readonly to: number
  readonly newFrom: number
  readonly newTo: number
}

/** A node that is what it was but for its attributes. */
export interface Altered {
  readonly kind: 'altered'
  readonly at: number
  readonly node: Node
}

export type Difference = Replaced | Altered

/**
 * What is different between two documents, in order. Nodes that are the same object are taken to be unchanged without
 * looking into them, so it costs little however large the documents are.
 */
export function differences(before: Node, after: Node): readonly Difference[] {
  const found: Difference[] = []
  compareContent({ before: before.content, after: after.content, at: 0, newAt: 0 }, found)
  return found
}

interface Pair {
  readonly before: Fragment
  readonly after: Fragment
  /** Where they begin, in each of the documents. */
  readonly at: number
  readonly newAt: number
}

/** Some neighbours in each fragment: from the first index up to the second. */
interface Stretch {
  readonly from: number
  readonly to: number
  readonly newFrom: number
  readonly newTo: number
}

function compareContent(pair: Pair, found: Difference[]): void {
  const { before, after } = pair
  let [at, newAt, index, newIndex] = [pair.at, pair.newAt, 0, 0]
  for (const { from, to, newFrom, newTo } of changedStretches(before, after)) {
    for (; index < from; index++) at += before.child(index).nodeSize
    for (; newIndex < newFrom; newIndex++) newAt += after.child(newIndex).nodeSize
    const [own, others] = [slice(before, from, to), slice(after, newFrom, newTo)]
    compareStretch({ before: own, after: others, at, newAt }, found)
  }
}

/** What lies between the children that are the very same in both. */
function changedStretches(before: Fragment, after: Fragment): readonly Stretch[] {
  const indexes = new Map<Node, number>()
  before.forEach((child, _, index) => indexes.set(child, index))
  const stretches: Stretch[] = []
  let [index, newIndex] = [0, 0]
  const close = (to: number, newTo: number) => {
    if (to > index || newTo > newIndex) {
      stretches.push({ from: index, to, newFrom: newIndex, newTo })
    }
  }
  after.forEach((child, _, position) => {
    const same = indexes.get(child)
    // One that has moved up is a new one there: Yjs has no moves either.
    if (same === undefined || same < index) return
    close(same, position)
    index = same + 1
    newIndex = position + 1
  })
  close(before.childCount, after.childCount)
  return stretches
}

function compareStretch(pair: Pair, found: Difference[]): void {
  const { before, after } = pair
  const isPaired = before.childCount === after.childCount && !before.firstChild?.isInline
  if (isPaired && everyChild(before, (node, index) => node.type === after.child(index).type)) {
    let { at, newAt } = pair
    before.forEach((node, _, index) => {
      const other = after.child(index)
      compareNodes(node, other, at, newAt, found)
      at += node.nodeSize
      newAt += other.nodeSize
    })
    return
  }
  const replaced = replacedPart(pair)
  if (replaced) found.push(replaced)
}

function compareNodes(
  node: Node,
  other: Node,
  at: number,
  newAt: number,
  found: Difference[],
): void {
  if (!node.hasMarkup(node.type, other.attrs, other.marks)) {
    found.push({ kind: 'altered', at, node: other })
  }
  if (node.isLeaf) return
  compareContent(
    { before: node.content, after: other.content, at: at + 1, newAt: newAt + 1 },
    found,
  )
}

function replacedPart({ before, after, at, newAt }: Pair): Replaced | undefined {
  const start = before.findDiffStart(after)
  const end = before.findDiffEnd(after)
  if (start === null || end === null) return undefined
  // In `xx` that becomes `xxx` the two ends of the difference pass each other.
  const overlap = Math.max(0, start - Math.min(end.a, end.b))
  return {
    kind: 'replaced',
    from: at + start,
    to: at + end.a + overlap,
    newFrom: newAt + start,
    newTo: newAt + end.b + overlap,
  }
}

function slice(fragment: Fragment, from: number, to: number): Fragment {
  if (from === 0 && to === fragment.childCount) return fragment
  return Fragment.fromArray(fragment.content.slice(from, to))
}

function everyChild(fragment: Fragment, holds: (node: Node, index: number) => boolean): boolean {
  for (let index = 0; index < fragment.childCount; index++) {
    if (!holds(fragment.child(index), index)) return false
  }
  return true
}
