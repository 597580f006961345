import { expect, test } from 'vitest'
import { contentPolicy, securityHeaders } from './security-headers.ts'

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

test('other pages may not show one in a frame', () => {
  expect(policy('localhost')).toContain("frame-ancestors 'none'")
  expect(policy('localhost')).not.toContain('frame-src')
})

test('nothing runs but the editor’s own scripts', () => {
  expect(policy('localhost')).toContain("default-src 'none'; script-src 'self';")
})

test('the editor shows no pictures from elsewhere; an application’s own pages may', () => {
  expect(policy('localhost')).toContain("img-src 'self' blob:;")
  expect(contentPolicy('localhost', { of: 'application' })).toContain(
    "img-src 'self' data: https:;",
  )
})
