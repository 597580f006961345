import { expect, test } from 'vitest'
import { createSearch, foldText } from './search-text.ts'

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
