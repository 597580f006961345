import { expect, test } from 'vitest'
import { createJsonLog } from './json-log.ts'

function logged(...entries: Parameters<ReturnType<typeof createJsonLog>>[0][]): string[] {
  const lines: string[] = []
  const log = createJsonLog(
    (line) => lines.push(line),
    () => Date.UTC(2026, 0, 2),
  )
  for (const entry of entries) log(entry)
  return lines
}

test('an entry is one line of JSON, its time first', () => {
  expect(logged({ level: 'warn', event: 'peer-refused', code: 4400, text: 'a\nb' })).toEqual([
    '{"time":"2026-01-02T00:00:00.000Z","level":"warn","event":"peer-refused","code":4400,"text":"a\\nb"}\n',
  ])
})

test('an error keeps its message and cause', () => {
  const error = new Error('outer', { cause: new Error('inner') })
  const [line = ''] = logged({ level: 'error', event: 'fault', error })
  expect(JSON.parse(line)).toMatchObject({
    error: { message: 'outer', cause: { message: 'inner' } },
  })
})

test('what closing in vain collected is all there', () => {
  const error = new AggregateError([new Error('one'), new Error('two')], 'both')
  const [line = ''] = logged({ level: 'error', event: 'close-failed', error })
  expect(line).toMatch(/"one".*"two"/)
})

test('what is below its level is left out', () => {
  const lines: string[] = []
  const log = createJsonLog((line) => lines.push(line), Date.now, 'warn')
  for (const level of ['debug', 'info', 'warn', 'error'] as const) log({ level, event: level })
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { event: 'warn' },
    { event: 'error' },
  ])
})

test('debugging is left out unless asked for', () => {
  expect(logged({ level: 'debug', event: 'tick' })).toEqual([])
})
