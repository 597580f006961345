import { expect, test } from 'vitest'
import { stopSignals } from './stop-signals.ts'

function setUp(): { at: (ms: number, signal: string) => void; log: string[] } {
  const log: string[] = []
  let nowMs = 0
  const onSignal = stopSignals(
    () => nowMs,
    () => log.push('stop'),
    () => log.push('abandon'),
  )
  return {
    log,
    at(ms, signal) {
      nowMs = ms
      onSignal(signal)
    },
  }
}

test('the first signal stops in order', () => {
  const { at, log } = setUp()
  at(0, 'SIGTERM')
  expect(log).toEqual(['stop'])
})

test('a second one ends at once', () => {
  const { at, log } = setUp()
  at(0, 'SIGINT')
  at(1000, 'SIGINT')
  expect(log).toEqual(['stop', 'abandon'])
})

test('the same signal handed on by npm is not a second one', () => {
  const { at, log } = setUp()
  at(0, 'SIGINT')
  at(3, 'SIGINT')
  expect(log).toEqual(['stop'])
})

test('another signal right after is', () => {
  const { at, log } = setUp()
  at(0, 'SIGINT')
  at(3, 'SIGTERM')
  expect(log).toEqual(['stop', 'abandon'])
})
