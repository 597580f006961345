import type { IncomingHttpHeaders } from 'node:http'
import { describe, expect, test } from 'vitest'
import { openModeRefusal } from './open-mode.ts'

const here = { host: 'localhost:1234' }

describe('an open server answers this machine', () => {
  test.each<[IncomingHttpHeaders]>([
    [{ host: 'localhost' }],
    [{ host: 'localhost:1234' }],
    [{ host: 'LOCALHOST:1234' }],
    [{ host: 'localhost.:1234' }],
    [{ host: 'weft.localhost:1234' }],
    [{ host: '127.0.0.1:1234' }],
    [{ host: '127.9.8.7' }],
    [{ host: '[::1]:1234' }],
  ])('%o', (headers) => {
    expect(openModeRefusal(headers)).toBeUndefined()
  })
})

describe('an open server refuses whoever may be from elsewhere', () => {
  test.each<[string, IncomingHttpHeaders]>([
    ['no Host', {}],
    ['an empty Host', { host: '' }],
    ['another name', { host: 'weft.example' }],
    ['a name that only begins like ours', { host: 'localhost.evil.example' }],
    ['a name that only ends like ours', { host: 'notlocalhost' }],
    ['a name that looks like an address', { host: '127.0.0.1.evil.example' }],
    ['a short form that resolvers expand', { host: '127.1' }],
    ['an address of the network', { host: '192.168.1.5:1234' }],
    ['the address that means all', { host: '0.0.0.0:1234' }],
    ['another IPv6 address', { host: '[2001:db8::1]:1234' }],
    ['a user in the Host', { host: 'localhost@evil.example' }],
    ['two Hosts in one', { host: 'localhost:1234, evil.example' }],
    ['Forwarded', { ...here, forwarded: 'for=192.0.2.1' }],
    ['X-Forwarded-For', { ...here, 'x-forwarded-for': '127.0.0.1' }],
    ['X-Forwarded-Proto', { ...here, 'x-forwarded-proto': 'https' }],
    ['X-Real-IP', { ...here, 'x-real-ip': '127.0.0.1' }],
    ['Via', { ...here, via: '1.1 proxy' }],
  ])('%s', (_, headers) => {
    const words = openModeRefusal(headers)
    expect(words).toContain('--insecure-open')
    expect(Buffer.byteLength(words ?? '')).toBeLessThanOrEqual(123)
  })
})
