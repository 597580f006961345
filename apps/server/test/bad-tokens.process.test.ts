import { once } from 'node:events'
import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SignJWT, type JWTPayload } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { ownClient } from './own-client.ts'
import { StockClient } from './stock-client.ts'
import { emptyFolder, startWeft, type WeftProcess } from './weft-process.ts'

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const nowS = (): number => Math.floor(Date.now() / 1000)

/** Claims that differ from the right ones; undefined: left out. */
type Changes = Readonly<Record<string, unknown>>

const claims = (changes: Changes = {}): JWTPayload => ({
  sub: 'ada',
  iss: 'https://login.example/',
  aud: 'weft',
  exp: nowS() + 600,
  weft: { write: ['**'] },
  ...changes,
})

const signed = (changes: Changes = {}, key: KeyObject = privateKey): Promise<string> =>
  new SignJWT(claims(changes)).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(key)

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token that somebody made without a library to stop them. */
function forged(header: object, payload: JWTPayload, sign: (text: string) => string): string {
  const text = `${part(header)}.${part(payload)}`
  return `${text}.${sign(text)}`
}

async function start(): Promise<WeftProcess> {
  const folder = await emptyFolder()
  await writeFile(join(folder, 'key.pem'), pem)
  return startWeft(
    ...['--data', join(folder, 'data'), '--jwt-key-file', join(folder, 'key.pem')],
    ...['--jwt-issuer', 'https://login.example/', '--jwt-audience', 'weft'],
    ...['--jwt-clock-skew', '30'],
  )
}

test('a bad token lets nobody in, whatever is bad about it, and its bearer is told what', async () => {
  const weft = await start()
  const address = await weft.address()
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const byHmac = (text: string) => createHmac('sha256', pem).update(text).digest('base64url')
  const changed = (await signed())
    .split('.')
    .with(1, part(claims({ sub: 'eve' })))
    .join('.')
  const cases: readonly (readonly [string, RegExp])[] = [
    ['not a token', /is no JSON Web Token/],
    ['a.b.c', /is no JSON Web Token/],
    [forged({ alg: 'none' }, claims(), () => ''), /is not signed/],
    [forged({ alg: 'nOnE' }, claims(), () => ''), /is not signed/],
    [forged({}, claims(), () => ''), /is no JSON Web Token/],
    // The public key, which everybody has, as the secret.
    [forged({ alg: 'HS256' }, claims(), byHmac), /signed by HS256, which/],
    [forged({ alg: 'RS256' }, claims(), byHmac), /not signed with the key/],
    [
      forged({ alg: 'RS256', crit: ['b64'], b64: false }, claims(), byHmac),
      /not signed with the key/,
    ],
    [await signed({}, other), /not signed with the key/],
    [changed, /not signed with the key/],
    [await signed({ exp: nowS() - 60 }), /has expired/],
    [await signed({ exp: undefined }), /no claim "exp"/],
    [await signed({ nbf: nowS() + 120 }), /not valid yet/],
    [await signed({ iss: 'https://login.example' }), /issuer/],
    [await signed({ aud: ['wiki', 'mail'] }), /for somebody else/],
    [await signed({ aud: undefined }), /no claim "aud"/],
    [await signed({ sub: undefined }), /no claim "sub"/],
  ]
  for (const [token, words] of cases) {
    const stock = new StockClient(`ws://${address}`, 'a', {}, { token })
    expect([token, await stock.closed()]).toEqual([
      token,
      { code: 4401, reason: expect.stringMatching(words) },
    ])
    stock.provider.destroy()
  }
  // Clocks may differ that much.
  await ownClient(address, 'a', await signed({ exp: nowS() - 10, nbf: nowS() + 20 })).whenSynced
  expect(weft.stderr).not.toMatch(/eyJ[\w-]{20}/)
})

test('a token without end in length ends who sends it, for good, and nobody else', async () => {
  const address = await (await start()).address()
  const good = ownClient(address, 'a', await signed())
  await good.whenSynced
  for (const [length, words] of [
    [8_193, /token is too long/],
    [1024 * 1024, /first message is too large/],
  ] as const) {
    const huge = ownClient(address, 'a', 'x'.repeat(length))
    await expect.poll(() => huge.refusal?.reason).toMatch(words)
  }
  expect(good.wsconnected).toBe(true)
})

/** How the server answers somebody who asks for a path that no browser would send so: its first frame, or its close code. */
async function answerTo(address: string, path: string, token: string): Promise<number | 'let in'> {
  const socket = new WebSocket(`ws://${address}/`, {
    headers: { authorization: `Bearer ${token}` },
    finishRequest: (request) => {
      request.path = path
      request.end()
    },
  })
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  // The first word of a stock client.
  socket.send(new Uint8Array([0, 0, 1, 0]))
  const joined = once(socket, 'message').then(() => 'let in' as const)
  const closed = once(socket, 'close').then(([code]) => Number(code))
  return Promise.race([joined, closed])
}

test('a token opens what it names and nothing else, however the name is written', async () => {
  const address = await (await start()).address()
  const all = ownClient(address, 'secret', await signed())
  await all.whenSynced
  const token = await signed({ weft: { write: ['notes/*', 'caf\u00e9'] } })
  const cases: readonly (readonly [string, number | 'let in'])[] = [
    ['/notes/a', 'let in'],
    ['/%6eotes%2Fa', 'let in'],
    ['/caf%C3%A9', 'let in'],
    // The same to the eye, and another name.
    ['/cafe%CC%81', 4403],
    ['/Notes/a', 4403],
    ['/notes/a/b', 4403],
    ['/notes%2Fa%2Fb', 4403],
    ['/notes/%252e%252e', 'let in'],
    ['/notes/../secret', 4404],
    ['/notes/%2e%2e/secret', 4404],
    ['/notes%2f..%2fsecret', 4404],
    ['//secret', 4403],
    ['/secret', 4403],
    ['/secret?notes/a', 4403],
    ['/secret/../notes/a', 4404],
    ['/secret%00notes/a', 4404],
    ['/secret%0anotes/a', 4404],
    ['/notes/%E0%A4%A', 4404],
    ['/_weft/view/notes/a', 4403],
  ]
  for (const [path, answer] of cases)
    expect([path, await answerTo(address, path, token)]).toEqual([path, answer])
})
