import { expect, test } from 'vitest'
import { createSearch, foldText, SearchTexts } from './search-text.ts'

const finds = (query: string, text: string): boolean | undefined =>
  createSearch(query)?.(foldText(text))

test.each([
  ['plan', 'The Plan'],
  ['PLAN', 'plan'],
  ['resume', 'Résumé'],
  ['Résumé', 'resume'],
  ['angstrom', 'Ångström'],
  ['2026 plan', 'Plan for 2026'],
  ['an', 'Plan'],
  ['harbour', 'Notes calm-harbour-x1'],
  ['ﬁle', 'file'],
])('"%s" finds "%s"', (query, text) => {
  expect(finds(query, text)).toBe(true)
})

test.each([
  ['plan 2027', 'Plan for 2026'],
  ['plans', 'Plan'],
  ['.*', 'Plan'],
])('"%s" does not find "%s"', (query, text) => {
  expect(finds(query, text)).toBe(false)
})

test.each(['', '   ', '\u0301'])('%j is no query', (query) => {
  expect(createSearch(query)).toBeUndefined()
})

test('a document is searched by the title that it has now', () => {
  const texts = new SearchTexts(2)
  expect([texts.of('a', 'Plan'), texts.of('a', 'Plan'), texts.of('a', 'Résumé')]).toEqual([
    'plan a',
    'plan a',
    'resume a',
  ])
  texts.of('b', '')
  expect([texts.of('c', 'C'), texts.of('a', 'Résumé')]).toEqual(['c c', 'resume a'])
})
