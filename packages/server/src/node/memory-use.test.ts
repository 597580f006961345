import { expect, test } from 'vitest'
import { memoryUse, shareOf } from './memory-use.ts'

const GIB = 2 ** 30
const figures = {
  heapUsed: GIB,
  heapLimit: 4 * GIB,
  resident: 2 * GIB,
  allowed: 0,
  total: 16 * GIB,
}

test('of heap and memory counts what is nearer to its end', () => {
  expect(shareOf(figures)).toBe(0.25)
  expect(shareOf({ ...figures, resident: 12 * GIB })).toBe(0.75)
})

test('a control group counts, unless it allows more than there is', () => {
  expect(shareOf({ ...figures, allowed: 2.5 * GIB })).toBe(0.8)
  expect(shareOf({ ...figures, allowed: 2 ** 63 })).toBe(0.25)
  expect(shareOf({ ...figures, allowed: undefined })).toBe(0.25)
})

test('what this process uses is some of what it may', () => {
  expect(memoryUse()).toBeGreaterThan(0)
  expect(memoryUse()).toBeLessThan(1)
})
