import { describe, expect, test } from 'vitest'
import { createOriginCheck, type AllowedOrigins } from './origin.ts'

const isAllowed = (origin: string | undefined, host: string, allowed: AllowedOrigins = []) =>
  createOriginCheck(allowed)(origin === undefined ? { host } : { host, origin }) === undefined

describe('[A30] unless told otherwise, pages may connect', () => {
  test.each([
    ['http://good.example', 'good.example'],
    ['https://good.example', 'good.example'],
    ['https://good.example', 'good.example:1234'],
    ['http://good.example:5173', 'good.example:1234'],
    ['https://GOOD.example', 'good.Example'],
    ['HTTPS://good.example', 'good.example'],
    ['https://good.example', 'good.example.'],
    ['http://[2001:db8::1]:80', '[2001:db8::1]:1234'],
    ['http://localhost:5173', '127.0.0.1:1234'],
    ['http://127.0.0.1:5173', 'localhost:1234'],
    ['http://[::1]', 'weft.localhost'],
    [undefined, 'good.example'],
  ])('from %s to %s', (origin, host) => {
    expect(isAllowed(origin, host)).toBe(true)
  })
})

describe('[A30] unless told otherwise, pages may not connect', () => {
  test.each([
    ['https://evil.example', 'good.example'],
    ['null', 'good.example'],
    ['', 'good.example'],
    ['https://good.example.evil.com', 'good.example'],
    ['https://evilgood.example', 'good.example'],
    ['https://evil.com#good.example', 'good.example'],
    ['https://evil.com?good.example', 'good.example'],
    ['https://good.example@evil.com', 'good.example'],
    ['https://good.example:x@evil.com', 'good.example'],
    ['https://evil.com/good.example', 'good.example'],
    ['https://evil.com\\good.example', 'good.example'],
    ['https://good.example, https://evil.com', 'good.example'],
    ['good.example', 'good.example'],
    ['https://', ''],
    ['https://sub.good.example', 'good.example'],
    ['https://good.example', 'sub.good.example'],
    ['http://localhost.evil.example', 'localhost'],
    ['http://127.0.0.1.evil.example', '127.0.0.1'],
    ['https://evil.example', 'good.example, evil.example'],
    ['file://', 'good.example'],
  ])('from %s to %s', (origin, host) => {
    expect(isAllowed(origin, host)).toBe(false)
  })
})

describe('an origin in the list', () => {
  const list = ['https://app.example.org', 'http://dev.example:5173', 'capacitor://localhost']
  test.each([
    ['https://app.example.org', true],
    ['https://app.example.org:443', true],
    ['https://APP.example.org', true],
    ['http://app.example.org', false],
    ['https://app.example.org:8443', false],
    ['http://dev.example:5173', true],
    ['http://dev.example', false],
    ['capacitor://localhost', true],
    ['https://other.example.org', false],
    ['null', false],
    ['https://sync.example.org', true],
  ])('is meant exactly: %s → %s', (origin, expected) => {
    expect(isAllowed(origin, 'sync.example.org', list)).toBe(expected)
  })
})

test('a host name in the list is meant with any scheme and port', () => {
  const list = ['app.example.org', '[2001:db8::1]']
  expect(isAllowed('http://app.example.org:8080', 'x', list)).toBe(true)
  expect(isAllowed('https://APP.example.org', 'x', list)).toBe(true)
  expect(isAllowed('http://[2001:db8::1]:99', 'x', list)).toBe(true)
  expect(isAllowed('https://sub.app.example.org', 'x', list)).toBe(false)
})

test('an asterisk allows all', () => {
  for (const origin of ['https://evil.example', 'null', 'nonsense'])
    expect(isAllowed(origin, 'good.example', '*')).toBe(true)
})

test.each(['', 'null', '*.example.org', 'https://', 'https://app.example.org/', 'a b', 'host:80'])(
  'an entry that is neither is refused: "%s"',
  (entry) => {
    expect(() => createOriginCheck([entry])).toThrow(TypeError)
  },
)

test('the words fit into a close frame and hold nothing but an origin', () => {
  const words = (origin: string) => createOriginCheck([])({ host: 'good.example', origin }) ?? ''
  expect(words('https://evil.example')).toContain('https://evil.example')
  for (const origin of [`https://${'x'.repeat(500)}`, 'a secret, "quoted"', 'null']) {
    expect(words(origin)).toContain('this origin')
    expect(Buffer.byteLength(words(origin))).toBeLessThanOrEqual(123)
  }
})
