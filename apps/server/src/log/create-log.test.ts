import { ManualClock } from '@weft/testkit'
import { expect, test } from 'vitest'
import { createLog, type ServerLog } from './create-log.ts'
import type { LogLevel } from './log-level.ts'

function start(level: LogLevel = 'info'): {
  readonly log: ServerLog
  readonly lines: string[]
  readonly clock: ManualClock
} {
  const lines: string[] = []
  const clock = new ManualClock()
  const log = createLog({ level, clock, write: (line) => lines.push(line) })
  return { log, lines, clock }
}

const parsed = (lines: readonly string[]): Record<string, unknown>[] =>
  lines.map((line) => JSON.parse(line) as Record<string, unknown>)

test('an entry is one line of JSON: its level, its time, the event and the details', () => {
  const { log, lines, clock } = start()
  log.log({ level: 'warn', event: 'peer-refused', code: 4400, text: 'a\nb' })
  const time = new Date(clock.wallTime()).toISOString()
  expect(lines).toEqual([
    `{"level":"warn","time":"${time}","event":"peer-refused","code":4400,"text":"a\\nb"}\n`,
  ])
})

test('an error keeps its message and cause, and what closing in vain collected is all there', () => {
  const { log, lines } = start()
  const error = new Error('outer', { cause: new Error('inner') })
  log.log({ level: 'error', event: 'fault', error })
  const all = new AggregateError([new Error('one'), error], 'both')
  log.log({ level: 'error', event: 'close-failed', error: all })
  expect(parsed(lines)).toMatchObject([
    { error: { message: 'outer', cause: { message: 'inner' } } },
    { error: { errors: [{ message: 'one' }, { message: 'outer' }] } },
  ])
})

test('a big integer and an error that is its own cause can be written', () => {
  const { log, lines } = start()
  const error = new Error('round')
  error.cause = error
  log.log({ level: 'error', event: 'fault', error, bytes: 2n ** 64n })
  expect(parsed(lines)).toMatchObject([{ bytes: '18446744073709551616' }])
})

test('what is below its level is left out, and the level can be changed at any time', () => {
  const { log, lines } = start('warn')
  const sayAll = () => {
    for (const level of ['debug', 'info', 'warn', 'error'] as const)
      log.log({ level, event: level })
  }
  sayAll()
  log.level = 'debug'
  sayAll()
  expect(parsed(lines).map(({ event }) => event)).toEqual([
    'warn',
    'error',
    'debug',
    'info',
    'warn',
    'error',
  ])
})

test('a secret that somebody logs by mistake is not written', () => {
  const { log, lines } = start()
  const secret = 'Sesame'
  log.log({
    level: 'info',
    event: 'mistake',
    token: secret,
    headers: { authorization: secret, cookie: secret },
    hook: { answer: { password: secret } },
    url: `/notes?a=1&token=${secret}&b=2`,
    error: new Error(`GET http://host/notes?token=${secret} failed`),
  })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('[redacted]&b=2')
  expect(lines.join('')).not.toContain(secret)
})

test('of a flood a sample is written, and how much was left out', async () => {
  const { log, lines, clock } = start()
  for (let peer = 0; peer < 5_000; peer += 1)
    log.log({ level: 'warn', event: 'peer-refused', peer: `${peer}` })
  log.log({ level: 'info', event: 'listening' })
  expect(lines).toHaveLength(101)
  await clock.advance(10_000)
  expect(parsed(lines).at(-1)).toMatchObject({
    level: 'warn',
    event: 'log-left-out',
    of: 'peer-refused',
    leftOut: 4_900,
  })
  log.log({ level: 'warn', event: 'peer-refused' })
  expect(parsed(lines).at(-1)).toMatchObject({ event: 'peer-refused' })
  log.flush()
  expect(lines).toHaveLength(103)
})

test('of a flood that goes on, about one line a second is written', async () => {
  const { log, lines, clock } = start()
  for (let second = 0; second < 1_000; second += 1) {
    for (let peer = 0; peer < 10; peer += 1) log.log({ level: 'info', event: 'peer-closed' })
    await clock.advance(1_000)
  }
  const written = parsed(lines).filter(({ event }) => event === 'peer-closed').length
  expect(written).toBeGreaterThan(1_000)
  expect(written).toBeLessThan(1_200)
  log.flush()
  const leftOut = parsed(lines).reduce((sum, line) => sum + Number(line['leftOut'] ?? 0), 0)
  expect(written + leftOut).toBe(10_000)
})

test('what an administrator did is written each time', () => {
  const { log, lines } = start()
  for (let index = 0; index < 500; index += 1) log.log({ level: 'info', event: 'admin-request' })
  expect(lines).toHaveLength(500)
})

test('what is not written at this level is not counted as left out', () => {
  const { log, lines } = start('warn')
  for (let index = 0; index < 500; index += 1) log.log({ level: 'info', event: 'peer-closed' })
  log.flush()
  expect(lines).toEqual([])
})
