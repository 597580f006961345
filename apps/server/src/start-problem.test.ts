import { StorageError } from '@weft/storage'
import { expect, test } from 'vitest'
import type { Config } from './config/config.ts'
import { dataProblem, listenProblem, startExitCodes, StartProblem } from './start-problem.ts'

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

/** With what a server that met it would end. */
const exitCode = ({ obstacle }: StartProblem): number => startExitCodes[obstacle]

const systemError = (code: string): Error => Object.assign(new Error(`${code}: no`), { code })

test.each([
  [new StorageError('LOCKED', 'locked'), /another process uses it/, 1],
  [new StorageError('NO_SPACE', 'no space'), /disk is full. Free some space/, 1],
  [new StorageError('FAILED', 'no', { cause: systemError('EACCES') }), /permission/, 78],
  [systemError('EROFS'), /read-only/, 78],
  [systemError('ENOTDIR'), /is a file/, 78],
  [systemError('EIO'), /EIO/, 1],
])('%s of the data folder is said with its remedy', (error, words, code) => {
  const problem = dataProblem(config, error)
  const { message } = problem
  expect(message).toMatch(/^Cannot keep documents in "\/srv\/weft": .*--data\.$/)
  expect(message).toMatch(words)
  expect(exitCode(problem)).toBe(code)
})

test.each(['UNKNOWN_FORMAT', 'MISPLACED', 'DAMAGED'] as const)(
  'what storage says about its own files is passed on as it is, and no other try will help: %s',
  (code) => {
    const words = 'Cannot open storage at "/srv/weft": it is as it is; do something about it'
    const problem = dataProblem(config, new StorageError(code, words))
    expect(problem.message).toBe(`${words}.`)
    expect(exitCode(problem)).toBe(65)
  },
)

test('what is wrong with a secret, a certificate or a page is the operator’s to change', () => {
  expect(exitCode(new StartProblem('Cannot take the password from "/etc/p": it is empty.'))).toBe(
    78,
  )
})

test.each([
  ['EADDRINUSE', /another program.*--port/, 1],
  ['EACCES', /more rights.*--port/, 78],
  ['EADDRNOTAVAIL', /no such address.*--host/, 1],
  ['ENOTFOUND', /no such host.*--host/, 1],
  ['EMFILE', /EMFILE/, 1],
])('%s of the port is said with its remedy', (code, words, exit) => {
  const problem = listenProblem(config, systemError(code))
  const { message } = problem
  expect(message).toMatch(/^Cannot listen on 127\.0\.0\.1, port 80: /)
  expect(message).toMatch(words)
  expect(exitCode(problem)).toBe(exit)
})
