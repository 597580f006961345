import { expect, test } from 'vitest'
import { securityHeaders } from './security-headers.ts'

const policy = (host: string | undefined): string =>
  securityHeaders(host)['Content-Security-Policy'] ?? ''

test('a page may connect to its own host’s WebSockets and nowhere else', () => {
  expect(policy('localhost:1234')).toContain(
    "connect-src 'self' ws://localhost:1234 wss://localhost:1234;",
  )
  expect(policy('[::1]:1234')).toContain('ws://[::1]:1234')
})

test.each([undefined, '', 'a; script-src *', 'a b', '*', 'a,b'])(
  'a Host of %o adds nothing to the policy',
  (host) => {
    expect(policy(host)).toContain("connect-src 'self';")
    expect(policy(host)).toContain("script-src 'self';")
  },
)

test('nothing runs but the editor’s own scripts', () => {
  expect(policy('localhost')).toContain("default-src 'none'; script-src 'self';")
})
