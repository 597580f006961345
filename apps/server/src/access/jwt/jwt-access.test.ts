import {
  createHmac,
  createSecretKey,
  generateKeyPairSync,
  sign as signText,
  type KeyObject,
} from 'node:crypto'
import type { Action, Requester } from '@weft/server'
import { describe, expect, test } from 'vitest'
import type { Access } from '../access.ts'
import { named } from '../named.test-support.ts'
import { jwtAccess } from './jwt-access.ts'
import type { SigningKeys } from './signing-keys.ts'
import { sign, type TokenChanges } from './tokens.test-support.ts'
import type { TokenRules } from './verify-token.ts'

const secret = createSecretKey(Buffer.alloc(32, 7))
const bySecret: SigningKeys = { from: 'file', key: secret, algorithms: ['HS256'] }
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const byKey: SigningKeys = { from: 'file', key: rsa.publicKey, algorithms: ['RS256', 'PS256'] }

const nowMs = 1_800_000_000_000
const nowS = nowMs / 1000

function accessWith(rules: Partial<TokenRules> = {}, hasEditor = false): Access {
  return jwtAccess({
    rules: {
      keys: bySecret,
      issuer: undefined,
      audience: [],
      clockSkewS: 60,
      isExpiryRequired: true,
      ...rules,
    },
    claim: 'weft',
    cookie: 'session',
    hasEditor,
    wallTime: () => nowMs,
  })
}

const from = (token: string | undefined, headers: Requester['headers'] = {}): Requester => ({
  token,
  headers,
  address: '192.0.2.1',
})

const signed = (changes: TokenChanges = {}, key: KeyObject = secret, alg = 'HS256') =>
  sign(key, alg, { exp: nowS + 3600, ...changes })

const may = async (
  token: string | undefined,
  access = accessWith(),
  action: Action = 'write',
  name = 'notes/a',
) => access.authorize(from(token), action, action === 'list' ? undefined : named(name))

const yes = { allowed: true, user: 'u1', name: 'Ada', validForMs: 3_660_000 }

describe('a token that is right', () => {
  test('lets in, and tells who comes and until when', async () => {
    expect(await may(await signed())).toEqual(yes)
  })

  test('lets in by a public key, whatever algorithm that is able to', async () => {
    const access = accessWith({ keys: byKey })
    expect(await may(await signed({}, rsa.privateKey, 'RS256'), access)).toEqual(yes)
    expect(await may(await signed({}, rsa.privateKey, 'PS256'), access)).toEqual(yes)
  })

  test.each<[string, string | undefined, Requester['headers']]>([
    ['the greeting or the query', 'T', {}],
    ['a header', undefined, { authorization: 'Bearer T' }],
    ['a cookie', undefined, { cookie: 'a=b; session=T' }],
    ['a header, when the token is empty', '', { authorization: 'Bearer T' }],
  ])('may stand in %s', async (_, place, headers) => {
    const token = await signed()
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, String(value).replace('T', token)]),
    )
    const who = from(place === 'T' ? token : place, filled)
    expect(await accessWith().authorize(who, 'read', named('notes/a'))).toMatchObject(yes)
  })

  test('may have clocks against it, as far as they may differ', async () => {
    expect(await may(await signed({ exp: nowS - 59 }))).toMatchObject({ validForMs: 1000 })
    expect(await may(await signed({ claims: { nbf: nowS + 59 } }))).toEqual(yes)
  })

  test('may be for several, and from the right one', async () => {
    const access = accessWith({ issuer: 'app', audience: ['weft', 'other'] })
    const token = await signed({ claims: { iss: 'app', aud: ['x', 'weft'] } })
    expect(await may(token, access)).toEqual(yes)
  })

  test('may have no end, where that is allowed', async () => {
    const access = accessWith({ isExpiryRequired: false })
    const answer = await may(await signed({ exp: null }), access)
    expect(answer).toEqual({ allowed: true, user: 'u1', name: 'Ada' })
  })

  test('need not tell a name, and a long one is cut', async () => {
    const nameless = await may(await signed({ claims: { name: undefined } }))
    expect(nameless).not.toHaveProperty('name')
    const long = await may(await signed({ claims: { name: 'x'.repeat(300) } }))
    expect(long).toHaveProperty('name', 'x'.repeat(255))
  })
})

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const payload = { sub: 'u1', exp: nowS + 3600, weft: { write: ['**'] } }
const unsigned = (alg: string): string => `${encoded({ alg })}.${encoded(payload)}.`

/** What everybody could make, if the public key were taken for a secret. */
function confused(): string {
  const text = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(payload)}`
  const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' })
  return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`
}

const other = createSecretKey(Buffer.alloc(32, 8))

describe('nobody is let in', () => {
  test.each<[string, () => string | undefined | Promise<string>, RegExp, Partial<TokenRules>?]>([
    ['without a token', () => undefined, /a token is needed/],
    ['with an empty one', () => '', /a token is needed/],
    ['with something else', () => 'hello', /no JSON Web Token/],
    ['with three parts of nothing', () => 'a.b.c', /no JSON Web Token/],
    ['with one that is not signed', () => unsigned('none'), /not signed/],
    ['with one that is not signed, in capitals', () => unsigned('NONE'), /not signed/],
    ['with one signed by another', () => signed({}, other), /not signed with the key/],
    ['with a public key taken for a secret', confused, /HS256.*does not take/, { keys: byKey }],
    [
      'with a secret’s token where keys are asked for',
      () => signed(),
      /HS256, which this server does not take/,
      { keys: byKey },
    ],
    [
      'with a key’s token where a secret is asked for',
      () => signed({}, rsa.privateKey, 'RS256'),
      /RS256, which this server does not take/,
    ],
    ['with one that has expired', () => signed({ exp: nowS - 61 }), /has expired/],
    ['with one for later', () => signed({ claims: { nbf: nowS + 61 } }), /not valid yet/],
    ['with one that never ends', () => signed({ exp: null }), /no claim "exp"/],
    ['with one of nobody', () => signed({ claims: { sub: undefined } }), /no claim "sub"/],
    ['with one of somebody without a name', () => signed({ claims: { sub: '' } }), /claim "sub"/],
    [
      'with one of somebody with an endless name',
      () => signed({ claims: { sub: 'x'.repeat(256) } }),
      /claim "sub"/,
    ],
    ['from another issuer', () => signed({ claims: { iss: 'x' } }), /issuer/, { issuer: 'app' }],
    ['from no issuer', () => signed(), /no claim "iss"/, { issuer: 'app' }],
    [
      'for another audience',
      () => signed({ claims: { aud: 'x' } }),
      /for somebody else/,
      { audience: ['weft'] },
    ],
    ['for no audience', () => signed(), /no claim "aud"/, { audience: ['weft'] }],
    [
      'with one that is too long',
      () => signed({ claims: { x: 'x'.repeat(8000) } }),
      /too long.*8192/,
    ],
    ['with a key in the token itself', withOwnKey, /not signed with the key/, { keys: byKey }],
  ])('%s', async (_, token, words, rules = {}) => {
    const answer = await may(await token(), accessWith(rules))
    expect(answer).toMatchObject({ allowed: false, because: 'unauthenticated' })
    const { reason } = answer.allowed ? { reason: '' } : answer
    expect(reason).toMatch(words)
    expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123)
  })
})

/** A token that brings the key that it is signed with (RFC 8725, 2.7 and 3.10: not to be looked at). */
async function withOwnKey(): Promise<string> {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const [, body = ''] = (await signed({}, own.privateKey, 'RS256')).split('.')
  const header = encoded({ alg: 'RS256', jwk: own.publicKey.export({ format: 'jwk' }) })
  const signature = signText('sha256', Buffer.from(`${header}.${body}`), own.privateKey)
  return `${header}.${body}.${signature.toString('base64url')}`
}

describe('a token that is right, and not for this', () => {
  test.each<[string, TokenChanges['claims'], Action, RegExp]>([
    ['another document', { weft: { write: ['other'] } }, 'write', /write this document/],
    ['only reading', { weft: { read: ['notes/*'] } }, 'write', /write this document/],
    ['no list', { weft: { write: ['**'] } }, 'list', /list documents/],
    ['no deleting', { weft: { write: ['**'] } }, 'delete', /delete this document/],
    ['nothing', { weft: undefined }, 'read', /no claim "weft"/],
    ['a word that is none', { weft: { wirte: ['**'] } }, 'read', /"wirte"/],
  ])('names %s: 4403 and words', async (_, claims, action, words) => {
    const answer = await may(await signed({ claims: claims ?? {} }), accessWith(), action)
    expect(answer).toMatchObject({
      allowed: false,
      because: 'forbidden',
      reason: expect.stringMatching(words),
    })
  })
})

test('a list shows what may be read', async () => {
  const token = await signed({ claims: { weft: { read: ['a/*'], write: ['b'], list: true } } })
  const isVisible = await accessWith().visibleTo(from(token))
  expect(['a/x', 'b', 'c', 'a/x/y'].filter(isVisible)).toEqual(['a/x', 'b'])
  const toNobody = await accessWith().visibleTo(from(undefined))
  expect(['a/x', 'b'].filter(toNobody)).toEqual([])
})

describe('a page of the editor', () => {
  const access = accessWith({}, true)
  const withCookie = async (changes: TokenChanges = {}) =>
    from(undefined, { cookie: `session=${await signed(changes)}` })

  test('is for who has a token in a cookie', async () => {
    expect(await access.signInFirst(await withCookie(), '/d/notes/a')).toBeUndefined()
  })

  test('is for who may not have the document, too: it says so itself', async () => {
    expect(await access.signInFirst(await withCookie(), '/d/other?x=y')).toBeUndefined()
    expect(await access.signInFirst(await withCookie(), '/')).toBeUndefined()
  })

  test.each(['/', '/d/notes/a', '/split/notes/a'])(
    'at %s says to a stranger what to do, and leads nowhere',
    async (url) => {
      const answer = await access.signInFirst(from(undefined), url)
      expect(answer).toMatchObject({ status: 401, body: expect.stringContaining('Sign in') })
      expect(answer?.headers).not.toHaveProperty('Location')
      expect(answer?.body).not.toMatch(/http-equiv|<script/)
    },
  )

  test('of an application is for everybody: that gets the token', async () => {
    expect(await accessWith({}, false).signInFirst(from(undefined), '/')).toBeUndefined()
  })
})
