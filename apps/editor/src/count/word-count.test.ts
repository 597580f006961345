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
import { countedBy, WordCounter } from './word-count.ts'

const count = (text: string) => new WordCounter().count(doc(paragraph(text)))

test('words and characters are counted over all blocks', () => {
  expect(count('')).toEqual({ words: 0, characters: 0 })
  expect(count('It’s a well-known 3.5 km — “so”…')).toEqual({ words: 6, characters: 32 })
  const two = doc(heading(1, 'One two'), paragraph('three', ['bold', 'fold'], ' four'))
  expect(new WordCounter().count(two)).toEqual({ words: 4, characters: 21 })
})

test('a line break parts words and is no character', () => {
  const broken = schema.node('paragraph', null, [
    schema.text('one'),
    schema.node('hardBreak'),
    schema.text('two'),
  ])
  expect(new WordCounter().count(doc(broken))).toEqual({ words: 2, characters: 6 })
})

test('words without spaces between them are told apart, and a flag is one character', () => {
  expect(count('我喜欢写作')?.words).toBeGreaterThan(2)
  expect(count('你好 🇨🇭 👩‍👩‍👧 e\u0301')).toEqual({ words: 2, characters: 8 })
})

test('where the browser cannot tell words apart they are found by their letters', () => {
  const counter = new WordCounter(countedBy(undefined))
  expect(counter.count(doc(paragraph('Ünï cödé, привет мир')))).toEqual({
    words: 4,
    characters: 20,
  })
})

test('a selection counts what lies in it', () => {
  const drawn = doc(paragraph('one two'), paragraph('three four'), paragraph('five six'))
  const counter = new WordCounter()
  expect(counter.countBetween(drawn, 5, 5)).toEqual({ words: 0, characters: 0 })
  expect(counter.countBetween(drawn, 5, 8)).toEqual({ words: 1, characters: 3 })
  // `two`, the whole second paragraph, `five`.
  expect(counter.countBetween(drawn, 5, 26)).toEqual({ words: 4, characters: 17 })
})

test('a count that is told to stop goes on later where it stopped', () => {
  const counter = new WordCounter()
  const blocksPerTurn = 2
  let turns = 0
  const turn = () => {
    let left = blocksPerTurn
    turns += 1
    return counter.count(someDocument, () => left-- > 0)
  }
  let counted = turn()
  while (counted === undefined && turns < 20) counted = turn()
  expect(counted).toEqual(new WordCounter().count(someDocument))
  expect(turns).toBe(5)
})

test('what is known of blocks gives the same count as counting all of them anew', () => {
  fc.assert(
    fc.property(randomEdits, (edits) => {
      const counter = new WordCounter()
      let now = someDocument
      for (const edit of edits) {
        counter.count(now)
        now = edited(now, edit)
        const anew = new WordCounter().count(now)
        expect(counter.count(now)).toEqual(anew)
        expect(counter.countBetween(now, 0, now.content.size)).toEqual(anew)
      }
    }),
    { seed: 9, numRuns: 200 },
  )
})
