import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import { createLog } from './create-log.ts'
import { LogLevelSwitch } from './log-level-switch.ts'

const MINUTE_MS = 60_000

function start() {
  const clock = new ManualClock()
  const lines: string[] = []
  const serverLog = createLog({ level: 'info', clock, write: (line) => lines.push(line) })
  const level = new LogLevelSwitch(serverLog, {
    wallTime: () => clock.wallTime(),
    after: (delayMs, run) => clock.after(delayMs, run),
  })
  const debug = (): boolean => {
    const before = lines.length
    serverLog.log({ level: 'debug', event: 'detail' })
    return lines.length > before
  }
  return { clock, lines, level, debug }
}

test('a level that is set for a time goes back by itself, and each change is told', async () => {
  const { clock, lines, level, debug } = start()
  expect([debug(), level.now]).toEqual([false, { lowest: 'info', usual: 'info' }])
  const untilMs = clock.wallTime() + 10 * MINUTE_MS
  level.set('debug', 10 * MINUTE_MS)
  expect([debug(), level.now]).toEqual([true, { lowest: 'debug', usual: 'info', untilMs }])
  await clock.advance(10 * MINUTE_MS - 1)
  expect(debug()).toBe(true)
  await clock.advance(1)
  expect([debug(), level.now]).toEqual([false, { lowest: 'info', usual: 'info' }])
  expect(lines.filter((line) => line.includes('"log-level"'))).toEqual([
    expect.stringContaining(`"lowest":"debug","until":"${new Date(untilMs).toISOString()}"`),
    expect.stringContaining('"lowest":"info"}'),
  ])
})

test('who changes it again has only the last time, and the usual level has none', async () => {
  const { clock, level } = start()
  level.set('debug', 1 * MINUTE_MS)
  level.set('warn', 5 * MINUTE_MS)
  await clock.advance(2 * MINUTE_MS)
  expect(level.now.lowest).toBe('warn')
  level.set('info', 5 * MINUTE_MS)
  expect(level.now).toEqual({ lowest: 'info', usual: 'info' })
  await clock.advance(10 * MINUTE_MS)
  expect(level.now.lowest).toBe('info')
})

test('a change that is not for a time stays until it is taken back', async () => {
  const { clock, level } = start()
  level.set('debug', 1 * MINUTE_MS)
  level.toggle()
  expect(level.now.lowest).toBe('info')
  level.toggle()
  await clock.advance(60 * MINUTE_MS)
  expect(level.now).toEqual({ lowest: 'debug', usual: 'info' })
  level.toggle()
  expect(level.now.lowest).toBe('info')
})
