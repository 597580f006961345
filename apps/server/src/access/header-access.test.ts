import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { createTrustedProxies } from '@weft/server'
import { expect, test } from 'vitest'
import { headerAccess } from './header-access.ts'
import { named } from './named.test-support.ts'

const PROXY = '10.0.0.1'
const access = headerAccess({
  header: 'x-forwarded-user',
  proxies: createTrustedProxies([PROXY]),
})

function refusal(address: string, ...rawHeaders: string[]): string | undefined {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: address })
  const request = new IncomingMessage(socket)
  request.rawHeaders = rawHeaders
  return access.refuse(request)
}

const as = async (value: string | undefined) =>
  access.authorize(
    {
      token: undefined,
      headers: value === undefined ? {} : { 'x-forwarded-user': value },
      address: '192.0.2.1',
    },
    'write',
    named('notes'),
  )

test('whom the proxy names comes in as that one', async () => {
  expect(refusal(PROXY, 'Host', 'x', 'X-Forwarded-User', 'ada')).toBeUndefined()
  expect(await as('ada')).toEqual({ allowed: true, user: 'ada', name: 'ada' })
})

test.each([
  [Buffer.from('Zoë Ångström').toString('latin1'), 'Zoë Ångström'],
  ['Zo\u00eb', 'Zoë'],
  [' ada ', 'ada'],
  ['cn=Ada,ou=Maths', 'cn=Ada,ou=Maths'],
])('%j is %s', async (value, user) => {
  expect(await as(value)).toMatchObject({ user })
})

test.each([undefined, '', '  ', 'x'.repeat(256)])('%j is nobody', async (value) => {
  expect(await as(value)).toMatchObject({ allowed: false, because: 'unauthenticated' })
})

test.each(['192.0.2.1', '127.0.0.1', '10.0.0.2', ''])(
  'the header from %s, which is not the proxy, is refused in words',
  (address) => {
    const words = refusal(address, 'x-forwarded-user', 'ada') ?? ''
    expect(words).toContain('trusted-proxy')
    expect(Buffer.byteLength(words)).toBeLessThanOrEqual(123)
  },
)

test('without the header nobody is refused outright: how the server is can be asked', () => {
  expect(refusal('192.0.2.1', 'Host', 'x-forwarded-user')).toBeUndefined()
})

test('a proxy that adds to what a stranger wrote is not believed', () => {
  const words = refusal(PROXY, 'X-Forwarded-User', 'mallory', 'x-forwarded-user', 'ada')
  expect(words).toContain('must replace')
})

test('a page for somebody whom no proxy names says so', async () => {
  const stranger = { token: undefined, headers: {}, address: '' }
  expect(await access.signInFirst(stranger, '/')).toMatchObject({ status: 401 })
})
