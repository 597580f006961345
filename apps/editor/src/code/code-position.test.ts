import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { hasSoundCaret } from '../editor/caret-guard.ts'
import { indexOf, relativeAt } from './code-position.ts'

function textWith(written: string): Y.Text {
  const text = new Y.Doc().getText('code')
  text.insert(0, written)
  return text
}

test.each([[0], [3], [7], [99]])('a place that was told is found again, from %d', (index) => {
  const text = textWith('one two')
  const told: unknown = JSON.parse(JSON.stringify(relativeAt(text, index)))
  expect(indexOf(text, told)).toBe(Math.min(index, 7))
  expect(hasSoundCaret({ cursor: { anchor: told, head: told } }, 'code')).toBe(true)
})

test('a place stays with its letter when others write before it', () => {
  const text = textWith('one two')
  const told = relativeAt(text, 4)
  text.insert(0, 'zero ')
  expect(indexOf(text, told)).toBe(9)
})

test('a place in another text, or at an edit that is not here, is nowhere', () => {
  const text = textWith('one')
  const other = text.doc?.getText('title')
  if (!other) throw new Error('the text belongs to no document')
  other.insert(0, 'Title')
  expect(indexOf(text, relativeAt(other, 2))).toBeUndefined()
  expect(indexOf(text, { item: { client: 1, clock: 5 }, assoc: 0 })).toBeUndefined()
})
