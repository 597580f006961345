import { expect, test } from 'vitest'
import { findQuote } from './find-quote.ts'

const text = 'the cat sat on the mat and the cat slept there until the dog came'

test('words are found between the same words', () => {
  expect(findQuote(text, { text: 'cat', before: 'mat and the ', after: ' slept there' })).toEqual({
    start: text.lastIndexOf('cat'),
    end: text.lastIndexOf('cat') + 3,
  })
})

test('words in other surroundings are other words', () => {
  expect(
    findQuote(text, { text: 'dog', before: 'bring me my ', after: ' and my hat' }),
  ).toBeUndefined()
})

test('of two equal places none is taken', () => {
  const twice = 'one line of it. one line of it. '
  expect(findQuote(twice, { text: 'line', before: 'one ', after: ' of it.' })).toBeUndefined()
})

test('long words that were pasted are found wherever they are, short ones are not', () => {
  const quote = { text: 'the mat and the cat', before: 'elsewhere ', after: ' entirely' }
  expect(findQuote(text, quote, 'any')).toEqual({ start: 15, end: 34 })
  expect(findQuote(text, quote)).toBeUndefined()
  expect(findQuote(text, { ...quote, text: 'dog' }, 'any')).toBeUndefined()
})

test('all of a short document is context enough', () => {
  expect(findQuote('Hi', { text: 'Hi', before: '', after: '' })).toEqual({ start: 0, end: 2 })
  expect(findQuote('a cat', { text: 'cat', before: 'a ', after: '' })).toEqual({ start: 2, end: 5 })
})

test('words that are everywhere, or none at all, are not looked for', () => {
  const empty = { before: '', after: '' }
  expect(findQuote('a'.repeat(100_000), { text: 'a', ...empty })).toBeUndefined()
  expect(findQuote(text, { text: '', ...empty })).toBeUndefined()
})
