import { expect, test } from 'vitest'
import { median, medianRatio, spread } from './statistics.ts'

test('the median is the middle, and halfway between the two middles of an even count', () => {
  expect(median([9, 1, 5])).toBe(5)
  expect(median([10, 1, 9, 5])).toBe(7)
  expect(median([])).toBeNaN()
})

test('one bad round does not move the median', () => {
  expect(median([5, 5, 500])).toBe(5)
})

test('a ratio is taken round by round, so that what slows a whole round down cancels out', () => {
  // The machine was ten times slower in the second round.
  expect(medianRatio([1, 10, 1.1], [4, 40, 4])).toBe(0.25)
})

test('a round that the other server did not have is left out', () => {
  expect(medianRatio([1, 2, 30], [2, 4])).toBe(0.5)
})

test('the spread is how far the values lie apart, in medians', () => {
  expect(spread([8, 10, 12])).toBe(0.4)
})
