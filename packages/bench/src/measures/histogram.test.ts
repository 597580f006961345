import { SeededRandom } from '@weft/testkit'
import { expect, test } from 'vitest'
import { Histogram } from './histogram.ts'

test('quantiles are those of the sorted times, to a hundredth or 0.05 ms', () => {
  const random = new SeededRandom(7)
  const times = Array.from({ length: 20_000 }, () => Math.exp(random.next() * 12 - 3))
  const histogram = new Histogram()
  for (const ms of times) histogram.add(ms)
  const sorted = times.toSorted((one, other) => one - other)
  for (const part of [0.01, 0.5, 0.9, 0.99, 0.999]) {
    const exact = sorted[Math.ceil(part * sorted.length) - 1] ?? 0
    const told = histogram.quantile(part)
    expect(told).toBeGreaterThanOrEqual(exact)
    expect(told).toBeLessThanOrEqual(exact + Math.max(0.051, exact * 0.011))
  }
  expect(histogram.max).toBe(sorted.at(-1))
  expect(histogram.count).toBe(20_000)
})

test('of no times there is no quantile', () => {
  expect(new Histogram().quantile(0.5)).toBeNaN()
})

test('times beyond all buckets are counted at the end', () => {
  const histogram = new Histogram()
  histogram.add(1)
  histogram.add(1e9)
  expect(histogram.quantile(1)).toBe(1e9)
})
