import { expect, test } from 'vitest'
import { doc, heading, paragraph } from '../editor/random-document.test-support.ts'
import { followed, nearestFrom, stepped } from './current-match.ts'
import { Finder } from './find-matches.ts'

const matches = [3, 10, 20].map((from) => ({ from, to: from + 2 }))

test('one comes to the first match from where one is, and after the last to the first', () => {
  expect(nearestFrom(matches, 0).current).toBe(0)
  expect(nearestFrom(matches, 10).current).toBe(1)
  expect(nearestFrom(matches, 11)).toEqual({ matches, current: 2, place: 20 })
  expect(nearestFrom(matches, 21)).toEqual({ matches, current: 0, place: 3 })
  expect(nearestFrom([], 7)).toEqual({ matches: [], current: -1, place: 7 })
})

test('steps go around the end, both ways', () => {
  const at = (current: number) => ({ matches, current, place: matches[current]?.from ?? 0 })
  expect(stepped(at(2), 1).current).toBe(0)
  expect(stepped(at(0), -1).current).toBe(2)
  expect(stepped(at(1), 1)).toEqual(at(2))
  expect(stepped({ matches: [], current: -1, place: 4 }, 1).current).toBe(-1)
})

test('from where no match is, a step goes to the next one on that side', () => {
  const between = { matches, current: -1, place: 12 }
  expect(stepped(between, 1).current).toBe(2)
  expect(stepped(between, -1).current).toBe(1)
  expect(stepped({ ...between, place: 30 }, 1).current).toBe(0)
  expect(stepped({ ...between, place: 0 }, -1).current).toBe(2)
})

test('the match that one is at stays the same one while others come and go before it', () => {
  const finder = new Finder({ text: 'cat', matchCase: false, wholeWord: false })
  const before = doc(paragraph('a cat'), paragraph('two cats'), paragraph('end'))
  const found = nearestFrom(finder.matches(before), 8)
  expect(found.current).toBe(1)
  const after = doc(heading(1, 'cat'), paragraph('a cat'), paragraph('two cats'), paragraph('end!'))
  const now = followed(before, after, found, finder.matches(after))
  expect(now).toMatchObject({ current: 2, place: found.place + 5 })
  expect(after.textBetween(now.place, now.place + 4)).toBe('cats')
})

test('a match that is gone leaves its place, from where the next is looked for', () => {
  const finder = new Finder({ text: 'cat', matchCase: false, wholeWord: false })
  const before = doc(paragraph('cat one'), paragraph('cat two'), paragraph('cat three'))
  const found = nearestFrom(finder.matches(before), 5)
  const after = doc(paragraph('cat one'), paragraph('dog two'), paragraph('cat three'))
  const now = followed(before, after, found, finder.matches(after))
  expect(now.current).toBe(-1)
  expect(stepped(now, 1).current).toBe(1)
  expect(stepped(now, -1).current).toBe(0)
})
