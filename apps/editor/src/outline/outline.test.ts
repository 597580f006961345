import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  doc,
  edited,
  heading,
  paragraph,
  randomEdits,
  someDocument,
} from '../editor/random-document.test-support.ts'
import { entryAt, isSameOutline, Outline } from './outline.ts'

test('headings are nested by their levels, also where a level is left out', () => {
  const drawn = doc(
    heading(2, 'Two'),
    heading(3, ' Three '),
    heading(1, 'One'),
    heading(3, 'Three again'),
    heading(3, 'And again'),
    heading(2, 'Two again'),
  )
  expect(new Outline().entries(drawn)).toEqual([
    { text: 'Two', depth: 0 },
    { text: 'Three', depth: 1 },
    { text: 'One', depth: 0 },
    { text: 'Three again', depth: 1 },
    { text: 'And again', depth: 1 },
    { text: 'Two again', depth: 1 },
  ])
})

test('headings within other blocks are found at their places', () => {
  const outline = new Outline()
  const positions = outline.positions(someDocument)
  expect(positions.map((at) => someDocument.nodeAt(at)?.textContent)).toEqual([
    'Bananas',
    'Quoted',
    'Ana',
  ])
  expect(outline.entries(someDocument)).toHaveLength(3)
})

test('a position belongs to the heading before it', () => {
  expect([0, 3, 4, 9, 12].map((at) => entryAt([3, 9], at))).toEqual([-1, 0, 0, 1, 1])
  expect(entryAt([], 5)).toBe(-1)
})

test('typing in a paragraph leaves the outline the same', () => {
  const outline = new Outline()
  const before = doc(heading(1, 'One'), paragraph('text'))
  const same = doc(heading(1, 'One'), paragraph('more text'))
  expect(isSameOutline(outline.entries(before), outline.entries(same))).toBe(true)
  const other = doc(heading(1, 'One!'), paragraph('text'))
  expect(isSameOutline(outline.entries(before), outline.entries(other))).toBe(false)
  expect(isSameOutline(outline.entries(before), [])).toBe(false)
})

test('what is known of blocks gives the same outline as looking through all of them anew', () => {
  fc.assert(
    fc.property(randomEdits, (edits) => {
      const outline = new Outline()
      let now = someDocument
      for (const edit of edits) {
        outline.entries(now)
        now = edited(now, edit)
        expect(outline.entries(now)).toEqual(new Outline().entries(now))
        const positions: number[] = []
        now.descendants((node, at) => {
          if (node.type.name === 'heading') positions.push(at)
        })
        expect(outline.positions(now)).toEqual(positions)
      }
    }),
    { seed: 3, numRuns: 300 },
  )
})
