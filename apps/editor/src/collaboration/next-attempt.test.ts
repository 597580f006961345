import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import { NextAttempt } from './next-attempt.ts'

test('it counts down in whole seconds from the second failure on, and stops when it is destroyed', async () => {
  const clock = new ManualClock()
  const provider = { dueMs: 1_000, wsUnsuccessfulReconnects: 1 }
  const facts = {
    get wsUnsuccessfulReconnects() {
      return provider.wsUnsuccessfulReconnects
    },
    get retryInMs() {
      return provider.dueMs > clock.now() ? provider.dueMs - clock.now() : undefined
    },
  }
  const next = new NextAttempt(facts, clock)
  const shown: (number | undefined)[] = []
  next.subscribe(() => shown.push(next.get()))
  await clock.advance(1_000)
  expect(shown).toEqual([])
  provider.wsUnsuccessfulReconnects = 2
  provider.dueMs = 4_000
  await clock.advance(4_000)
  expect(shown).toEqual([3, 2, 1, 0])
  next.destroy()
  expect(clock.pending).toBe(0)
})
