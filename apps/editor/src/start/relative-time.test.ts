import { expect, test } from 'vitest'
import { byteSize, relativeTime } from './relative-time.ts'

const now = Date.UTC(2026, 4, 10, 12)

test.each([
  [0, 'now'],
  [59_000, 'now'],
  [60_000, '1 minute ago'],
  [3 * 3_600_000, '3 hours ago'],
  [86_400_000, 'yesterday'],
  [6 * 86_400_000, '6 days ago'],
  [-5_000, 'now'],
])('%i ms before now is %j', (agoMs, text) => {
  expect(relativeTime(now - agoMs, now, 'en')).toBe(text)
})

test('a week ago and longer is a date', () => {
  expect(relativeTime(Date.UTC(2026, 0, 2, 12), now, 'en')).toBe('Jan 2, 2026')
})

test('sizes are short', () => {
  expect(byteSize(0, 'en')).toBe('0.1 kB')
  expect(byteSize(12_345, 'en')).toBe('12 kB')
  expect(byteSize(2_500_000, 'en')).toBe('2.5 MB')
})
