import { StorageError } from '@weft/storage'
import { expect, test } from 'vitest'
import type { Config } from './config/config.ts'
import { dataProblem, listenProblem } from './start-problem.ts'

const config: Config = {
  port: 80,
  host: '127.0.0.1',
  data: '/srv/weft',
  editor: false,
  pages: undefined,
  access: { mode: 'open', toEverybody: false },
  allowedOrigins: [],
  trustedProxies: { addresses: [], header: 'x-forwarded-for' as const },
  pathPrefix: '/',
  logFormat: 'json',
  tls: undefined,
  limits: {},
  images: { maxBytes: 1, maxTotalBytes: 1 },
  drainDelayMs: 0,
  drainWindowMs: undefined,
  drainTimeoutMs: 10_000,
  keepDeletedDays: 30,
  deleteIdleMs: undefined,
  logLevel: 'info',
  admin: undefined,
}

const systemError = (code: string): Error => Object.assign(new Error(`${code}: no`), { code })

test.each([
  [new StorageError('LOCKED', 'locked'), /another process uses it/],
  [new StorageError('NO_SPACE', 'no space'), /disk is full. Free some space/],
  [new StorageError('FAILED', 'no', { cause: systemError('EACCES') }), /permission/],
  [systemError('EROFS'), /read-only/],
  [systemError('ENOTDIR'), /is a file/],
  [systemError('EIO'), /EIO/],
])('%s of the data folder is said with its remedy', (error, words) => {
  const { message } = dataProblem(config, error)
  expect(message).toMatch(/^Cannot keep documents in "\/srv\/weft": .*--data\.$/)
  expect(message).toMatch(words)
})

test('what storage says about its own files is passed on as it is', () => {
  const words = 'Cannot open storage at "/srv/weft": it has format 9; run the newer version'
  expect(dataProblem(config, new StorageError('UNKNOWN_FORMAT', words)).message).toBe(`${words}.`)
})

test.each([
  ['EADDRINUSE', /another program.*--port/],
  ['EACCES', /more rights.*--port/],
  ['EADDRNOTAVAIL', /no such address.*--host/],
  ['ENOTFOUND', /no such host.*--host/],
  ['EMFILE', /EMFILE/],
])('%s of the port is said with its remedy', (code, words) => {
  const { message } = listenProblem(config, systemError(code))
  expect(message).toMatch(/^Cannot listen on 127\.0\.0\.1, port 80: /)
  expect(message).toMatch(words)
})
