import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { SESSION_MS, SessionTokens } from './session-tokens.ts'

const secret = randomBytes(32)
const tokens = new SessionTokens(secret, 'correct horse')
const { session, token } = tokens.begin(1_000_000)

test('a session lasts thirty days, also over a restart', () => {
  const restarted = new SessionTokens(secret, 'correct horse')
  expect(restarted.read(token, 1_000_000 + SESSION_MS - 1)).toEqual(session)
  expect(restarted.read(token, 1_000_000 + SESSION_MS)).toBeUndefined()
  expect(SESSION_MS).toBe(30 * 24 * 3600 * 1000)
})

test('another password ends it, and so does another data folder', () => {
  expect(new SessionTokens(secret, 'correct house').read(token, 1_000_000)).toBeUndefined()
  const elsewhere = new SessionTokens(randomBytes(32), 'correct horse')
  expect(elsewhere.read(token, 1_000_000)).toBeUndefined()
})

test('each is another', () => {
  expect(tokens.begin(1_000_000).token).not.toBe(token)
})

test('a cookie has the name of its data folder, whatever the password', () => {
  expect(tokens.cookieName).toMatch(/^weft-[\da-f]{8}$/)
  expect(new SessionTokens(secret, 'another').cookieName).toBe(tokens.cookieName)
  expect(new SessionTokens(randomBytes(32), 'x').cookieName).not.toBe(tokens.cookieName)
})

const [id = '', end = '', signature = ''] = token.split('.')

test.each([
  ['nothing', ''],
  ['no signature', `${id}.${end}`],
  ['an empty signature', `${id}.${end}.`],
  ['half a signature', `${id}.${end}.${signature.slice(0, 20)}`],
  ['another signature', `${id}.${end}.${'A'.repeat(43)}`],
  ['a later end', `${id}.${'z'.repeat(9)}.${signature}`],
  ['another id', `${'A'.repeat(22)}.${end}.${signature}`],
  ['something before', `x${token}`],
  ['something after', `${token}x`],
  ['a line more', `${token}\n`],
])('%s is no session', (_, forged) => {
  expect(tokens.read(forged, 1_000_000)).toBeUndefined()
})
