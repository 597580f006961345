import { beforeEach, expect, test } from 'vitest'
import { Histogram } from '../measures/histogram.ts'
import { CursorArrivals } from './cursor-arrivals.ts'

const FIRST = 1_000
let age: Histogram
let cursors: CursorArrivals

beforeEach(() => {
  age = new Histogram()
  cursors = new CursorArrivals({ senders: 1, receivers: 2, firstClientId: FIRST }, age)
  for (const atMs of [0, 10, 20, 30]) cursors.sent(0, atMs, true)
})

test('a cursor is out of date from the first move that is not shown', () => {
  cursors.arrived(1, FIRST, 1, 3)
  // The moves at 10 and 20 ms were left out: what was shown had been wrong since 10 ms.
  cursors.arrived(1, FIRST, 4, 35)
  expect(age.count).toBe(1)
  expect(age.max).toBe(25)
  expect(cursors.isComplete).toBe(true)
})

test('how old a cursor is while nothing is measured does not count', () => {
  cursors = new CursorArrivals({ senders: 1, receivers: 2, firstClientId: FIRST }, age)
  for (const atMs of [0, 10, 20, 30]) cursors.sent(0, atMs, atMs >= 20)
  for (const clock of [1, 2, 3, 4]) cursors.arrived(1, FIRST, clock, clock * 100)
  expect(age.count).toBe(2)
  expect(age.max).toBe(370)
})

test('a last place that does not come is found', () => {
  cursors.arrived(1, FIRST, 3, 35)
  expect(cursors.isComplete).toBe(false)
})

test('what is older than what is shown changes nothing', () => {
  cursors.arrived(1, FIRST, 4, 35)
  cursors.arrived(1, FIRST, 2, 50)
  expect(age.count).toBe(0)
  expect(cursors.isComplete).toBe(true)
})
