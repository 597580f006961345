import { type Fragment, type Node, Slice } from 'prosemirror-model'
import type { Transaction } from 'prosemirror-state'
import { AttrStep } from 'prosemirror-transform'
import { differences, type Difference } from './differences.ts'

/**
 * Makes the document of a transaction another one by changing no more of it than differs: positions, decorations and
 * what is drawn elsewhere stay as they are.
 *
 * @returns The differences, in positions before and after.
 */
export function applyDifferences(
  transaction: Transaction,
  content: Fragment,
): readonly Difference[] {
  const before = transaction.doc
  const after = before.copy(content)
  const found = differences(before, after)
  // From the end, so that what is before it is still where it was.
  for (const difference of [...found].reverse()) applyDifference(transaction, after, difference)
  if (transaction.doc.content.eq(content)) return found
  // It did not come out as it should have: then as the binding does it.
  const { size } = transaction.doc.content
  transaction.replace(0, size, new Slice(content, 0, 0))
  const whole = { from: 0, to: before.content.size, newFrom: 0, newTo: content.size }
  return [{ kind: 'replaced', ...whole }]
}

function applyDifference(transaction: Transaction, after: Node, difference: Difference): void {
  switch (difference.kind) {
    case 'altered': {
      const { at, node } = difference
      const old = transaction.doc.nodeAt(at)
      for (const [name, value] of Object.entries(node.attrs)) {
        if (old && !isSame(old.attrs[name], value)) transaction.step(new AttrStep(at, name, value))
      }
      if (old && !sameMarks(old, node))
        transaction.setNodeMarkup(at, undefined, node.attrs, node.marks)
      return
    }
    case 'replaced': {
      const { from, to, newFrom, newTo } = difference
      transaction.replace(from, to, after.slice(newFrom, newTo))
    }
  }
}

// Attributes are JSON. Two objects with one meaning may cost a step too many, and no more.
const isSame = (one: unknown, other: unknown) =>
  one === other || JSON.stringify(one) === JSON.stringify(other)

const sameMarks = (one: Node, other: Node) =>
  one.marks.length === other.marks.length &&
  one.marks.every((mark, index) => {
    const counterpart = other.marks[index]
    return counterpart !== undefined && mark.eq(counterpart)
  })
