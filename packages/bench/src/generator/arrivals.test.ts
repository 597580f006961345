import { beforeEach, expect, test } from 'vitest'
import { Histogram } from '../measures/histogram.ts'
import { Arrivals } from './arrivals.ts'

const FIRST = 1_000
let latency: Histogram
let arrivals: Arrivals

beforeEach(() => {
  latency = new Histogram()
  arrivals = new Arrivals({ senders: 2, receivers: 3, firstClientId: FIRST }, latency)
})

/** Sends so many edits of sender 0, at 0 ms. */
function send(edits: number) {
  for (let edit = 0; edit < edits; edit += 1) arrivals.sent(0, 0, true)
}

const comes = (receiver: number, clock: number, length = 1) =>
  arrivals.arrived(receiver, FIRST, clock, length, 5)

test('all is complete when everybody has what others sent', () => {
  send(3)
  comes(1, 0)
  comes(1, 1, 2)
  comes(2, 0, 3)
  expect(arrivals.isComplete).toBe(true)
  expect(arrivals.delivered).toBe(6)
  expect(latency.count).toBe(6)
})

test('an edit that never came in the middle is found, and who lacks it', () => {
  send(3)
  comes(1, 0, 3)
  comes(2, 0)
  comes(2, 2)
  expect(arrivals.isComplete).toBe(false)
  expect(arrivals.missing()).toEqual([{ receiver: 2, sender: 0, from: 1, to: 2 }])
})

test('edits that never came at the end are found', () => {
  send(3)
  comes(1, 0, 3)
  comes(2, 0, 1)
  expect(arrivals.missing()).toEqual([{ receiver: 2, sender: 0, from: 1, to: 3 }])
})

test('what was held back and comes later is not missing', () => {
  send(4)
  comes(1, 0, 4)
  comes(2, 3)
  comes(2, 1)
  comes(2, 0)
  expect(arrivals.missing()).toEqual([{ receiver: 2, sender: 0, from: 2, to: 3 }])
  arrivals.arrived(2, FIRST, 2, 1, 90)
  expect(arrivals.isComplete).toBe(true)
  expect(arrivals.delivered).toBe(8)
  // … and the time that it took counts as any other's.
  expect(latency.count).toBe(8)
  expect(latency.max).toBe(90)
})

test('what comes twice counts once', () => {
  send(2)
  comes(1, 0, 2)
  comes(1, 0, 2)
  comes(1, 1)
  expect(arrivals.delivered).toBe(2)
  expect(latency.count).toBe(2)
})

test('an author’s own edits and those of strangers are no deliveries', () => {
  send(1)
  comes(0, 0)
  arrivals.arrived(1, 1, 0, 50, 5)
  expect(arrivals.delivered).toBe(0)
})

test('edits that are not measured have to come, but not in a time', () => {
  arrivals.sent(0, 0, false)
  arrivals.sent(0, 2, true)
  comes(1, 0, 2)
  expect(latency.count).toBe(1)
  expect(latency.max).toBe(3)
})
