import { expect, test } from 'vitest'
import { stopInStages } from './stop-in-stages.ts'

function setUp(
  delayMs: number,
  windowMs: number,
): { wish: () => void; pass: () => void; done: string[] } {
  const done: string[] = []
  const waiting = new Set<() => void>()
  const wish = stopInStages({
    delayMs,
    windowMs,
    drain: () => done.push('drain'),
    close: () => done.push('close'),
    hasten: () => done.push('hasten'),
    abandon: () => done.push('abandon'),
    after: (_delayMs, run) => {
      waiting.add(run)
      return () => waiting.delete(run)
    },
  })
  return { wish, pass: () => waiting.forEach((run) => run()), done }
}

test('readiness goes first, and peers are sent away when load balancers have had their time', () => {
  const { wish, pass, done } = setUp(5, 10)
  wish()
  expect(done).toEqual(['drain'])
  pass()
  expect(done).toEqual(['drain', 'close'])
})

test('without a delay peers are sent away at once', () => {
  const { wish, done } = setUp(0, 0)
  wish()
  expect(done).toEqual(['drain', 'close'])
})

test('a second wish ends the delay, and nothing is given up', () => {
  const { wish, pass, done } = setUp(5, 10)
  wish()
  wish()
  pass()
  expect(done).toEqual(['drain', 'close', 'hasten'])
})

test('a second wish ends the window, and a third one everything', () => {
  const { wish, done } = setUp(0, 10)
  wish()
  wish()
  expect(done).toEqual(['drain', 'close', 'hasten'])
  wish()
  expect(done).toEqual(['drain', 'close', 'hasten', 'abandon'])
})

test('where nothing is waited for, a second wish ends everything', () => {
  const { wish, done } = setUp(0, 0)
  wish()
  wish()
  expect(done).toEqual(['drain', 'close', 'abandon'])
})
