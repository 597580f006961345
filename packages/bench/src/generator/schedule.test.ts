import { expect, test } from 'vitest'
import { schedule } from './schedule.ts'

test('everybody acts as often as they should, in order of time, and the same again from the same seed', () => {
  const { atMs, actor } = schedule(5, 4, 3, 1)
  expect(atMs).toHaveLength(5 * 4 * 3)
  expect(atMs).toEqual(atMs.toSorted())
  for (const person of [0, 1, 2, 3, 4]) {
    expect(actor.filter((each) => each === person)).toHaveLength(12)
  }
  expect(schedule(5, 4, 3, 1)).toEqual({ atMs, actor })
  expect(schedule(5, 4, 3, 2).atMs).not.toEqual(atMs)
})

test('people are not in step', () => {
  const { atMs } = schedule(100, 10, 1, 1)
  const firstTenth = atMs.filter((at) => at < 100)
  expect(firstTenth.length).toBeGreaterThan(50)
  expect(firstTenth.length).toBeLessThan(150)
  expect(new Set(firstTenth.map(Math.floor)).size).toBeGreaterThan(30)
})

test('of many people who act less than once, as many do as should', () => {
  const { atMs, actor } = schedule(1_000, 0.02, 20, 1)
  expect(atMs.length).toBeGreaterThan(350)
  expect(atMs.length).toBeLessThan(450)
  expect(new Set(actor).size).toBe(atMs.length)
})

test('who never acts has no events', () => {
  expect(schedule(5, 0, 10, 1).atMs).toHaveLength(0)
})
