import { generateKeyPairSync } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { expect, test } from 'vitest'
import { AccessUnavailable } from '../access-unavailable.ts'
import { startWebServer } from '../web-server.test-support.ts'
import { keysAt, type KeySetTimes } from './fetch-keys.ts'
import { sign } from './tokens.test-support.ts'
import { verifyToken, type VerifiedToken } from './verify-token.ts'

const pair = (kid: string) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' } }
}
const [first, second] = [pair('one'), pair('two')]
const signedWith = ({ kid, privateKey }: ReturnType<typeof pair>) =>
  sign(privateKey, 'ES256', { kid })

const setOf = (...pairs: ReturnType<typeof pair>[]): string =>
  JSON.stringify({ keys: pairs.map(({ jwk }) => jwk) })

async function start(answer: RequestListener, times: KeySetTimes = {}) {
  let asked = 0
  const url = await startWebServer((request, response) => {
    asked += 1
    return answer(request, response)
  })
  const keys = keysAt(url, times)
  const verify = (token: string): Promise<VerifiedToken> =>
    verifyToken(
      token,
      { keys, issuer: undefined, audience: [], clockSkewS: 0, isExpiryRequired: true },
      Date.now(),
    )
  return { verify, asked: () => asked }
}

test('a set is fetched once for many tokens, also for those that come at once', async () => {
  const { verify, asked } = await start((_, response) => response.end(setOf(first, second)))
  const tokens = [await signedWith(first), await signedWith(second), await signedWith(first)]
  const verdicts = await Promise.all(tokens.map(verify))
  expect(verdicts.map(({ ok }) => ok)).toEqual([true, true, true])
  expect(asked()).toBe(1)
})

test('a new key is found when its first token comes, and one that was withdrawn is not taken', async () => {
  let set = setOf(first)
  const { verify, asked } = await start((_, response) => response.end(set), { cooldownMs: 0 })
  expect(await verify(await signedWith(first))).toMatchObject({ ok: true })
  set = setOf(second)
  expect(await verify(await signedWith(second))).toMatchObject({ ok: true })
  expect(await verify(await signedWith(first))).toEqual({
    ok: false,
    reason: 'the token was signed with a key that is not known here',
  })
  expect(asked()).toBe(3)
})

test('while the set is not asked for again so soon, an unknown key means later and not no', async () => {
  const { verify, asked } = await start((_, response) => response.end(setOf(first)))
  // Just fetched, it is not in it: no.
  expect(await verify(await signedWith(second))).toMatchObject({ ok: false })
  // It may have come since.
  await expect(verify(await signedWith(second))).rejects.toThrow(AccessUnavailable)
  expect(await verify(await signedWith(first))).toMatchObject({ ok: true })
  expect(asked()).toBe(1)
})

test('a token of one who is not the key’s owner is refused', async () => {
  const { verify } = await start((_, response) => response.end(setOf(first)))
  const stolen = { ...second, kid: first.kid }
  expect(await verify(await signedWith(stolen))).toMatchObject({ ok: false })
})

test('a token that names no key is taken where there is only one', async () => {
  let set = setOf(first)
  const { verify } = await start((_, response) => response.end(set), { maxAgeMs: 0 })
  const token = await sign(first.privateKey, 'ES256')
  expect(await verify(token)).toMatchObject({ ok: true })
  set = setOf(first, second)
  expect(await verify(token)).toMatchObject({ ok: false, reason: expect.stringMatching(/"kid"/) })
})

test('a secret in a set is no secret', async () => {
  const secret = Buffer.alloc(32, 1)
  const jwk = { kty: 'oct', k: secret.toString('base64url'), kid: 's', alg: 'HS256' }
  const { verify } = await start((_, response) => response.end(JSON.stringify({ keys: [jwk] })))
  const token = await sign(secret, 'HS256', { kid: 's' })
  expect(await verify(token)).toMatchObject({ ok: false, reason: expect.stringMatching(/HS256/) })
})

test.each<[string, RequestListener, RegExp]>([
  ['fails', (_, response) => response.writeHead(500).end(), /status 500/],
  [
    'leads elsewhere',
    (_, response) => response.writeHead(302, { Location: '/x' }).end(),
    /status 302/,
  ],
  ['is not JSON', (_, response) => response.end('<html>'), /JSON/],
  ['is no set', (_, response) => response.end('{"keys":7}'), /malformed/i],
  ['is endless', (_, response) => response.end('x'.repeat(300_000)), /more than 262144 bytes/],
  ['hangs', () => undefined, /timed out/],
  ['breaks off', (_, response) => response.destroy(), /fetch failed/],
])('an address that %s: no, for now', async (_, answer, words) => {
  const { verify } = await start(answer, { timeoutMs: 100 })
  const verdict = verify(await signedWith(first))
  await expect(verdict).rejects.toThrow(AccessUnavailable)
  await expect(verdict).rejects.toThrow(words)
})

test('once the address answers again, tokens are taken again', async () => {
  let isDown = true
  const { verify } = await start((_, response) =>
    isDown ? response.writeHead(503).end() : response.end(setOf(first)),
  )
  await expect(verify(await signedWith(first))).rejects.toThrow(AccessUnavailable)
  isDown = false
  expect(await verify(await signedWith(first))).toMatchObject({ ok: true })
})
