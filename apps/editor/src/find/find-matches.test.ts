import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bullets,
  doc,
  edited,
  heading,
  paragraph,
  randomEdits,
  schema,
  someDocument,
} from '../editor/random-document.test-support.ts'
import { Finder, type FindQuery } from './find-matches.ts'

const query = (text: string, more: Partial<FindQuery> = {}): FindQuery => ({
  text,
  matchCase: false,
  wholeWord: false,
  ...more,
})

function found(text: string, more: Partial<FindQuery> = {}, where = someDocument): string[] {
  return new Finder(query(text, more))
    .matches(where)
    .map(({ from, to }) => where.textBetween(from, to))
}

test('a text is found in all kinds of blocks, across marks, and whatever its case', () => {
  expect(found('banana')).toEqual(['Banana', 'banana', 'banana', 'banana', 'banana'])
  expect(found('BANANA')).toHaveLength(5)
  expect(found('ananas')).toEqual(['ananas', 'ananas', 'ananas'])
  expect(found('漢字')).toEqual(['漢字'])
})

test('case and whole words count if one says so', () => {
  expect(found('Banana', { matchCase: true })).toEqual(['Banana'])
  expect(found('banana', { wholeWord: true })).toHaveLength(3)
  expect(found('an', { wholeWord: true })).toEqual(['An'])
  expect(found('é', { wholeWord: true }, doc(paragraph('café é')))).toEqual(['é'])
})

test('signs mean themselves, and nothing finds nothing', () => {
  const where = doc(paragraph('What? (a.b) [c] a\\b $1 ^ a+ {2} x|y c*'))
  for (const sign of ['?', '(a.b)', '[c]', 'a\\b', '$1', '^', 'a+', '{2}', 'x|y', 'c*']) {
    expect(found(sign, {}, where)).toEqual([sign])
  }
  expect(found('.', {}, where)).toEqual(['.'])
  expect(found('')).toEqual([])
})

test('typed quotes and spaces find their typographic kin', () => {
  const where = doc(paragraph('It’s “so” 5\u00a0km'))
  expect(found("it's", {}, where)).toEqual(['It’s'])
  expect(found('"so"', {}, where)).toEqual(['“so”'])
  expect(found('5 km', {}, where)).toEqual(['5\u00a0km'])
})

test('a match does not reach over a line break or into the next block', () => {
  const broken = schema.node('paragraph', null, [
    schema.text('one'),
    schema.node('hardBreak'),
    schema.text('two'),
  ])
  const where = doc(broken, paragraph('three'), bullets(paragraph('four')))
  expect(found('onetwo', {}, where)).toEqual([])
  expect(found('twothree', {}, where)).toEqual([])
  expect(found('two', {}, where)).toEqual(['two'])
})

test('half a character outside the first plane is no match', () => {
  expect(found('\ud83d', {}, doc(paragraph('a 😀')))).toEqual([])
  expect(found('😀', {}, doc(heading(1, 'a 😀')))).toEqual(['😀'])
})

test('what is known of blocks gives the same matches as searching all of them anew', () => {
  let changes = 0
  fc.assert(
    fc.property(randomEdits, (edits) => {
      for (const options of [query('ana'), query('an', { wholeWord: true })]) {
        const finder = new Finder(options)
        let now = someDocument
        for (const edit of edits) {
          finder.matches(now)
          const next = edited(now, edit)
          if (!next.eq(now)) changes += 1
          now = next
          expect(finder.matches(now)).toEqual(new Finder(options).matches(now))
        }
      }
    }),
    { seed: 11, numRuns: 200 },
  )
  expect(changes).toBeGreaterThan(300)
})

test('after an edit only the changed block is searched', () => {
  const finder = new Finder(query('a'))
  finder.matches(someDocument)
  const last = someDocument.childCount - 1
  let read = 0
  const counted = someDocument.content.replaceChild(last, paragraph('new'))
  counted.forEach((node) => {
    const textBetween = node.textBetween.bind(node)
    node.textBetween = (...args) => {
      read += 1
      return textBetween(...args)
    }
  })
  finder.matches(someDocument.copy(counted))
  expect(read).toBe(1)
})
