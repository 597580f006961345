import { expect, test } from 'vitest'
import { type Seen, targetScroll } from './target-scroll.ts'

const line = (top: number, isFirst = false) => ({ top, bottom: top + 20, isFirst })
const seen = (some: Partial<Seen>): Seen => ({
  top: line(300),
  bottom: line(900),
  caret: undefined,
  from: 100,
  to: 800,
  scrolled: 1_000,
  ...some,
})

test('their first line comes first', () => {
  expect(targetScroll(seen({}))).toBe(1_200)
  expect(targetScroll(seen({ top: line(-500) }))).toBe(400)
})

test('at the beginning of the text, what is above it shows, too', () => {
  expect(targetScroll(seen({ top: line(130, true), scrolled: 0 }))).toBe(0)
  expect(targetScroll(seen({ top: line(-900, true) }))).toBe(0)
})

test('where less fits, the line that they write in is seen', () => {
  // After scrolling by 200 the caret would be at 1,000, below the window's end.
  expect(targetScroll(seen({ caret: line(1_200), bottom: line(1_300) }))).toBe(1_452)
  expect(targetScroll(seen({ caret: line(400) }))).toBe(1_200)
})

test('a caret that they do not see themselves does not count', () => {
  expect(targetScroll(seen({ caret: line(2_000) }))).toBe(1_200)
  expect(targetScroll(seen({ caret: line(-2_000) }))).toBe(1_200)
})

test('of somebody whose view is not known, the caret is shown amid the window', () => {
  expect(targetScroll(seen({ top: undefined, caret: line(2_000) }))).toBe(2_550)
  expect(targetScroll(seen({ top: undefined }))).toBeUndefined()
})
