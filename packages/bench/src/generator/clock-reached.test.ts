import { expect, test } from 'vitest'
import { ClockReached } from './clock-reached.ts'

test('it goes on with what follows, and twice the same is once', () => {
  const reached = new ClockReached(0)
  reached.add(0, 3)
  reached.add(0, 3)
  reached.add(2, 4)
  expect(reached.clock).toBe(6)
})

test('what came behind a gap counts once the gap is filled', () => {
  const reached = new ClockReached(0)
  reached.add(9, 1)
  reached.add(3, 2)
  reached.add(5, 2)
  expect(reached.clock).toBe(0)
  reached.add(0, 3)
  expect(reached.clock).toBe(7)
  reached.add(7, 2)
  expect(reached.clock).toBe(10)
})

test('who has something already goes on from there', () => {
  const reached = new ClockReached(95)
  reached.add(95, 5)
  expect(reached.clock).toBe(100)
})
