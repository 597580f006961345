import { describe, expect, test } from 'vitest'
import type { AccessConfig } from './access-config.ts'
import { readConfig } from './config.ts'
import type { GivenFlags } from './read-settings.ts'

const surroundings = { env: {}, cwd: '/home/ada' }
const accessOf = (flags: GivenFlags): AccessConfig => readConfig(flags, surroundings).access

const jwt = {
  mode: 'jwt',
  issuer: undefined,
  audience: [],
  clockSkewS: 60,
  isExpiryRequired: true,
  claim: 'weft',
  cookie: undefined,
}
const webhook = {
  'authorize-url': ['https://app.example/authorize'],
  'authorize-secret-file': ['secret'],
}

describe('each way in', () => {
  test.each<[GivenFlags, AccessConfig | object]>([
    [{}, { mode: 'open', toEverybody: false }],
    [{ 'password-file': ['pw'] }, { mode: 'password', file: '/home/ada/pw' }],
    [{ 'jwt-secret-file': ['s'] }, { ...jwt, keys: { in: 'secret-file', file: '/home/ada/s' } }],
    [{ 'jwt-key-file': ['k.pem'] }, { ...jwt, keys: { in: 'key-file', file: '/home/ada/k.pem' } }],
    [
      {
        'jwt-jwks-url': ['https://login.example/jwks.json'],
        'jwt-issuer': ['https://login.example/'],
        'jwt-audience': ['weft', 'other'],
        'jwt-clock-skew': ['5'],
        'jwt-claim': ['https://example.org/weft'],
        'jwt-without-expiry': ['1'],
        'token-cookie': ['session'],
      },
      {
        mode: 'jwt',
        keys: { in: 'url', url: new URL('https://login.example/jwks.json') },
        issuer: 'https://login.example/',
        audience: ['weft', 'other'],
        clockSkewS: 5,
        isExpiryRequired: false,
        claim: 'https://example.org/weft',
        cookie: 'session',
      },
    ],
    [
      { 'jwt-jwks-url': ['http://localhost:9/jwks'] },
      { ...jwt, keys: { in: 'url', url: new URL('http://localhost:9/jwks') } },
    ],
    [
      webhook,
      {
        mode: 'webhook',
        url: new URL('https://app.example/authorize'),
        secretFile: '/home/ada/secret',
        timeoutMs: 2_000,
        cacheMs: 10_000,
        recheckMs: 300_000,
        headers: ['cookie', 'authorization'],
        cookie: undefined,
      },
    ],
    [
      { ...webhook, 'authorize-url': ['http://app:3000/a'], 'authorize-headers': ['X-Key'] },
      { mode: 'webhook', headers: ['x-key'] },
    ],
    [
      { 'trusted-header': ['X-Forwarded-User'], 'trusted-proxy': ['loopback'] },
      { mode: 'header', header: 'x-forwarded-user' },
    ],
    [{ 'authorize-module': ['a.mjs'] }, { mode: 'module', file: '/home/ada/a.mjs' }],
  ])('%o', (flags, expected) => {
    expect(accessOf(flags)).toMatchObject(expected)
  })

  test.each<GivenFlags>([{ 'jwt-secret-file': ['s'] }, webhook, { 'authorize-module': ['a.mjs'] }])(
    'may listen everywhere, because it asks who comes: %o',
    (flags) => {
      expect(readConfig({ ...flags, host: ['0.0.0.0'] }, surroundings).host).toBe('0.0.0.0')
    },
  )
})

test.each<[GivenFlags, RegExp]>([
  [
    { 'password-file': ['pw'], 'jwt-key-file': ['k'] },
    /in two ways \(--password-file and --jwt-key-file\): leave out one/,
  ],
  [{ 'jwt-secret-file': ['s'], 'jwt-jwks-url': ['https://x.example'] }, /in two ways/],
  [{ ...webhook, 'authorize-module': ['a'] }, /in two ways/],
  [
    { 'jwt-key-file': ['k'], 'insecure-open': ['1'] },
    /who comes \(--jwt-key-file\) and let everybody in \(--insecure-open\)/,
  ],
  [{ 'jwt-issuer': ['x'] }, /--jwt-issuer without --jwt-secret-file or/],
  [{ 'password-file': ['pw'], 'token-cookie': ['x'] }, /--token-cookie without/],
  [{ 'jwt-key-file': ['k'], 'authorize-timeout': ['1'] }, /without --authorize-url/],
  [{ 'authorize-url': ['https://x.example'] }, /without a secret.*--authorize-secret-file/],
  [{ 'jwt-jwks-url': ['http://x.example/'] }, /http can be changed on its way. Use https/],
  [{ ...webhook, 'authorize-url': ['http://x.example/'] }, /read and changed.*Use https/],
  [{ 'jwt-jwks-url': ['ftp://x.example/'] }, /must be an address that begins with https/],
  [{ 'jwt-jwks-url': ['nonsense'] }, /"nonsense" for --jwt-jwks-url/],
  [{ 'jwt-jwks-url': ['https://a:b@x.example/'] }, /address with a password/],
  [{ 'jwt-clock-skew': ['301'], 'jwt-key-file': ['k'] }, /from 0 to 300/],
  [{ 'jwt-key-file': ['k'], 'token-cookie': ['a b'] }, /"a b" for --token-cookie.*cookie’s name/],
  [{ ...webhook, 'authorize-headers': ['a b'] }, /the name "a b"/],
  [
    { 'jwt-key-file': ['k'], 'token-cookie': ['x'], 'allow-origin': ['*'] },
    /cookies \(--token-cookie\).*\(--allow-origin is \*\)/,
  ],
  [{ 'trusted-header': ['X-User'] }, /whoever sends it: name your proxy with --trusted-proxy/],
  [
    { 'trusted-header': ['X-User'], 'trusted-proxy': ['loopback'], 'allow-origin': ['*'] },
    /cookies \(--trusted-header\)/,
  ],
  [{ 'trusted-header': ['X User'], 'trusted-proxy': ['loopback'] }, /a header’s name/],
  [{ ...webhook, 'allow-origin': ['*'] }, /--authorize-headers authorization/],
  ...['editor', 'pages'].map((given): [GivenFlags, RegExp] => [
    { 'password-file': ['pw'], [given]: ['1'], 'allow-origin': ['*'] },
    /cookies \(--password-file\).*of another subdomain/,
  ]),
])('%o is refused in words', (flags, words) => {
  expect(() => accessOf(flags)).toThrow(words)
})

test('what passes no cookies on may be used by pages from everywhere', () => {
  const flags = { ...webhook, 'allow-origin': ['*'], 'authorize-headers': ['authorization'] }
  expect(accessOf(flags)).toMatchObject({ mode: 'webhook', headers: ['authorization'] })
  // Without a page to sign in on nobody has a cookie.
  const password = { 'password-file': ['pw'], 'allow-origin': ['*'] }
  expect(accessOf(password)).toMatchObject({ mode: 'password' })
})
