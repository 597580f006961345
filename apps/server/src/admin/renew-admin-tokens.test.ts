import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogEntry } from '@weft/server'
import { expect, onTestFinished, test } from 'vitest'
import { readAdminTokens } from './read-admin-tokens.ts'
import { renewAdminTokens } from './renew-admin-tokens.ts'

function start() {
  const folder = mkdtempSync(join(tmpdir(), 'weft-tokens-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const files = { tokenFile: join(folder, 'admin'), metricsTokenFile: join(folder, 'metrics') }
  const config = { port: 0, host: '127.0.0.1', ...files }
  writeFileSync(files.tokenFile, 'the-first-admin-token\n')
  writeFileSync(files.metricsTokenFile, 'the-first-metrics-token\n')
  const tokens = readAdminTokens(config)
  const logged: LogEntry[] = []
  return {
    ...files,
    renew: () => renewAdminTokens(config, tokens, (entry) => logged.push(entry)),
    as: (token: string) => tokens.rightsOf(`Bearer ${token}`, '').as,
    logged,
  }
}

test('what the files hold counts from then on, and nothing of them is logged', () => {
  const { tokenFile, renew, as, logged } = start()
  writeFileSync(tokenFile, 'the-second-admin-token\n')
  expect(as('the-first-admin-token')).toBe('admin')
  renew()
  expect(as('the-first-admin-token')).toBe('nobody')
  expect(as('the-second-admin-token')).toBe('admin')
  expect(as('the-first-metrics-token')).toBe('metrics')
  expect(logged).toEqual([{ level: 'info', event: 'admin-tokens-renewed' }])
})

test.each([
  ['short', /at least 16 characters/],
  ['', /empty/],
  ['the-first-metrics-token', /one token for the administrator and for metrics/],
  [undefined, /no such file/],
])('where one holds %s, those before stay in force, and the log says why', (text, why) => {
  const { tokenFile, metricsTokenFile, renew, as, logged } = start()
  if (text === undefined) rmSync(tokenFile)
  else writeFileSync(tokenFile, text)
  if (text !== 'the-first-metrics-token')
    writeFileSync(metricsTokenFile, 'the-second-metrics-token')
  renew()
  expect(as('the-first-admin-token')).toBe('admin')
  expect(as('the-first-metrics-token')).toBe('metrics')
  expect(logged).toEqual([
    { level: 'error', event: 'admin-tokens-kept', message: expect.stringMatching(why) },
  ])
})
