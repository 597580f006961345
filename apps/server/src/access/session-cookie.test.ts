import { expect, test } from 'vitest'
import { cookieIn, noSessionCookie, sessionCookie } from './session-cookie.ts'

test.each<[string | undefined, string | undefined]>([
  [undefined, undefined],
  ['', undefined],
  ['weft=abc', 'abc'],
  ['other=1; weft=a=b; more=2', 'a=b'],
  ['other=1;weft= abc ', 'abc'],
  ['xweft=1', undefined],
  ['weft', undefined],
  ['weft=first; weft=second', 'first'],
])('of %o it is %o', (cookie, value) => {
  expect(cookieIn({ cookie }, 'weft')).toBe(value)
})

/** A request from a page with this origin, over https or not as far as we can tell ourselves. */
const asked = (origin: string | undefined, isHttps = false) => ({
  who: { token: undefined, headers: { origin }, address: '203.0.113.7' },
  isHttps,
})

test('no script and no other site gets at it', () => {
  const words = sessionCookie('weft', 'abc', asked(undefined)).split('; ')
  expect(words).toEqual(['weft=abc', 'Path=/', 'Max-Age=2592000', 'HttpOnly', 'SameSite=Lax'])
})

test('it never leaves https once it came by that', () => {
  expect(sessionCookie('weft', 'abc', asked('https://notes.example'))).toMatch(/; Secure$/)
  expect(sessionCookie('weft', 'abc', asked(undefined, true))).toMatch(/; Secure$/)
  expect(sessionCookie('weft', 'abc', asked('http://notes.example'))).not.toMatch(/Secure/)
  // The browser would not keep it, whatever the proxy says.
  expect(sessionCookie('weft', 'abc', asked('http://notes.example', true))).not.toMatch(/Secure/)
})

test('it is taken away with the words that it was given with', () => {
  expect(noSessionCookie('weft', asked('https://notes.example'))).toBe(
    'weft=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure',
  )
})
