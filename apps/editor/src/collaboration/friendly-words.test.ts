import { expect, test } from 'vitest'
import { friendlyPersonName, newDocumentName } from './friendly-words.ts'

test('a person without a name gets two friendly words', () => {
  expect(friendlyPersonName(() => 0)).toBe('Amber Badger')
  expect(friendlyPersonName((below) => below - 1)).toBe('Witty Wren')
})

test('a new document has a name to read and a secret of twelve letters to not be guessed', () => {
  expect(newDocumentName((below) => below - 1)).toBe('witty-woods-zzzzzzzzzzzz')
  let draws = 0
  const name = newDocumentName((below) => draws++ % below)
  expect(name).toMatch(/^[a-z]+-[a-z]+-[0-9a-hjkmnp-tv-z]{12}$/)
  expect(draws).toBe(14)
})
