import type { Node } from '@tiptap/pm/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  doc,
  edited,
  heading,
  paragraph,
  randomEdits,
  schema,
  someDocument,
} from '../editor/random-document.test-support.ts'
import { followRange } from './follow-range.ts'

/** Where `[text]` stands in a document drawn with brackets, and the document without them. */
function draw(...blocks: readonly Node[]): { doc: Node; range: { from: number; to: number } } {
  const drawn = doc(...blocks)
  const found = { from: -1, to: -1 }
  drawn.descendants((node, position) => {
    if (!node.isText || !node.text?.includes('[')) return
    found.from = position + node.text.indexOf('[')
    found.to = position + node.text.indexOf(']') - 1
  })
  const plain = (node: Node): Node =>
    node.isText
      ? schema.text((node.text ?? '').replace(/[[\]]/g, ''), node.marks)
      : mapped(node, plain)
  return { doc: mapped(drawn, plain), range: found }
}

function mapped(node: Node, map: (child: Node) => Node): Node {
  const children: Node[] = []
  node.forEach((child) => children.push(map(child)))
  return node.type.create(node.attrs, children, node.marks)
}

const changes: readonly (readonly [string, Node[], Node[]])[] = [
  ['typed before it', [paragraph('one [two]')], [paragraph('one and [two]')]],
  ['typed after it', [paragraph('one [two]')], [paragraph('one [two] three')]],
  ['put a block before it', [paragraph('[two]')], [paragraph('one'), paragraph('[two]')]],
  ['made its block a heading', [paragraph('a [two]')], [heading(1, 'a [two]')]],
  [
    'typed in its block and in others around it',
    [paragraph('first'), paragraph('one [two] three'), paragraph('last')],
    [paragraph('first!'), paragraph('one and [two] three'), paragraph('last!')],
  ],
  [
    'changed the block before and the block after it',
    [paragraph('first'), paragraph('one [two]'), paragraph('last')],
    [paragraph('fir'), paragraph('one [two]'), heading(2, 'last')],
  ],
]

test.each(changes)('the same text is followed when somebody %s', (_what, old, now) => {
  const [before, after] = [draw(...old), draw(...now)]
  expect(before.range.from).toBeGreaterThan(0)
  expect(followRange(before.doc, after.doc, before.range)).toEqual(after.range)
})

test('a text that was itself changed is followed nowhere', () => {
  const { doc: before, range } = draw(paragraph('one [two] three'))
  expect(followRange(before, doc(paragraph('one to three')), range)).toBeUndefined()
  expect(followRange(before, doc(paragraph('')), range)).toBeUndefined()
})

test('what is followed through random edits still says the same', () => {
  let followed = 0
  fc.assert(
    fc.property(randomEdits, fc.nat(), (edits, seed) => {
      const texts: { from: number; to: number }[] = []
      someDocument.descendants((node, position) => {
        if (node.isText) texts.push({ from: position, to: position + Math.min(3, node.nodeSize) })
      })
      const range = texts[seed % texts.length]
      if (!range) return
      const after = edits.reduce(edited, someDocument)
      const now = followRange(someDocument, after, range)
      if (!now) return
      followed += 1
      expect(after.textBetween(now.from, now.to)).toBe(
        someDocument.textBetween(range.from, range.to),
      )
    }),
    { seed: 5, numRuns: 500 },
  )
  expect(followed).toBeGreaterThan(200)
})
