import { generateKeyPairSync } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { WeftSocket } from '@weft/provider/socket'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { startApplication } from './application.ts'
import { ownClient } from './own-client.ts'
import { StockClient } from './stock-client.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

const SECRET = 'a secret of an application, long enough'

interface Token {
  readonly sub?: string
  readonly name?: string
  readonly weft?: object
  /** In seconds. */
  readonly endsIn?: number
}

const secretToken = ({
  sub = 'ada',
  name = 'Ada',
  weft = { write: ['notes/*'] },
  endsIn = 600,
}: Token = {}) =>
  new SignJWT({ weft, name })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(sub)
    .setExpirationTime(Math.ceil(Date.now() / 1000) + endsIn)
    .sign(new TextEncoder().encode(SECRET))

async function startWithSecret(...flags: string[]): Promise<string> {
  const data = await emptyFolder()
  const file = join(data, '..', `${data.split('/').at(-1) ?? ''}-secret`)
  await writeFile(file, `${SECRET}\n`)
  return startWeft('--data', data, '--jwt-secret-file', file, ...flags).address()
}

describe('a token of the application', () => {
  test('lets both providers in, wherever it stands', async () => {
    const address = await startWithSecret('--token-cookie', 'session')
    const token = await secretToken()
    const bearer = { authorization: `Bearer ${token}` }
    const own = ownClient(address, 'notes/a', token)
    const stock = [
      new StockClient(`ws://${address}`, 'notes/a', {}, { token }),
      new StockClient(`ws://${address}`, 'notes/a', bearer),
      new StockClient(`ws://${address}`, 'notes/a', { cookie: `session=${token}` }),
    ]
    await Promise.all([own.whenSynced, ...stock.map((client) => client.synced())])
    own.doc.getText('text').insert(0, 'hello')
    own.awareness.setLocalStateField('user', { name: 'Eve', color: '#ff0000' })
    const ada = { user: { name: 'Ada', id: 'ada', color: '#ff0000' } }
    for (const client of stock) {
      await expect.poll(() => client.text).toBe('hello')
      // Whatever a client says that it is called.
      await expect.poll(() => client.others).toContainEqual(ada)
    }
  })

  test('says who somebody is, in another tab and on a shared connection, too: nobody poses as somebody else', async () => {
    const address = await startWithSecret()
    const watcher = new StockClient(
      `ws://${address}`,
      'notes/a',
      {},
      { token: await secretToken() },
    )
    await watcher.synced()
    const socket = new WeftSocket(`ws://${address}`, { WebSocketPolyfill: WebSocket })
    onTestFinished(() => socket.destroy())
    const adas = ownClient(address, 'notes/b', await secretToken(), socket)
    const token = await secretToken({ sub: 'eve', name: 'Eve' })
    const eves = [
      ownClient(address, 'notes/a', token, socket),
      ownClient(address, 'notes/a', token),
    ]
    const stock = new StockClient(`ws://${address}`, 'notes/a', {}, { token })
    await Promise.all([adas.whenSynced, stock.synced(), ...eves.map((eve) => eve.whenSynced)])
    expect(socket.sharing).toBe('shared')
    const claimed = { user: { id: 'ada', name: 'Ada', color: '#ff0000' } }
    for (const { awareness } of [...eves, stock.provider]) awareness.setLocalState(claimed)
    const seen = { user: { id: 'eve', name: 'Eve', color: '#ff0000' } }
    await expect.poll(() => watcher.others).toEqual([seen, seen, seen])
    // What is not in her token stays closed to her, whoever else has it open over the same connection.
    const other = await secretToken({ sub: 'eve', weft: { write: ['notes/a'] } })
    const refused = ownClient(address, 'notes/b', other, socket)
    await expect.poll(() => refused.refusal?.reason).toMatch(/does not let you read/)
    expect(adas.wsconnected).toBe(true)
  })

  test('lets nobody in who has none, or one that has ended or is for something else', async () => {
    const address = await startWithSecret()
    const cases: [Token | undefined, string, number, RegExp][] = [
      [undefined, 'notes/a', 4401, /a token is needed/],
      [{ endsIn: -120 }, 'notes/a', 4401, /has expired/],
      [{}, 'secrets', 4403, /does not let you read/],
      [{ weft: {} }, 'notes/a', 4403, /does not let you read/],
    ]
    for (const [changes, document, code, words] of cases) {
      const token = changes && (await secretToken(changes))
      const stock = new StockClient(`ws://${address}`, document, {}, token ? { token } : {})
      expect(await stock.closed()).toEqual({ code, reason: expect.stringMatching(words) })
      const own = ownClient(address, document, token)
      await expect.poll(() => own.refusal?.reason).toMatch(words)
    }
  })

  test('only to read lets in, and takes no edits', async () => {
    const address = await startWithSecret()
    const writer = ownClient(address, 'notes/a', await secretToken())
    await writer.whenSynced
    const reader = ownClient(address, 'notes/a', await secretToken({ weft: { read: ['**'] } }))
    await reader.whenSynced
    expect([writer.rights?.canWrite, reader.rights?.canWrite]).toEqual([true, false])
    // Who may only read does not bring a document into the world.
    const none = ownClient(address, 'other', await secretToken({ weft: { read: ['**'] } }))
    await expect.poll(() => none.refusal?.reason).toMatch(/create this document/)
  })

  test('ends open connections with its own end, and a new one in time keeps them', async () => {
    const address = await startWithSecret('--jwt-clock-skew', '0')
    const token = await secretToken({ endsIn: 2 })
    const stock = new StockClient(`ws://${address}`, 'notes/a', {}, { token })
    let given = 0
    const renewing = ownClient(address, 'notes/a', () => {
      given += 1
      return secretToken({ endsIn: given < 2 ? 2 : 600 })
    })
    await Promise.all([stock.synced(), renewing.whenSynced])
    let closes = 0
    renewing.on('connection-close', () => (closes += 1))
    expect(await stock.closed()).toMatchObject({ code: 4401 })
    await expect.poll(() => given, { timeout: 20_000 }).toBe(2)
    expect([closes, renewing.wsconnected]).toEqual([0, true])
  })

  test('shows a list of what may be read, and pages by a cookie', async () => {
    const address = await startWithSecret('--editor', '--token-cookie', 'session')
    const weft = { write: ['notes/*', 'secret'], list: true }
    const writer = await secretToken({ weft })
    for (const name of ['notes/a', 'secret']) {
      const own = ownClient(address, name, writer)
      await own.whenSynced
      own.doc.getText('text').insert(0, 'x')
      await own.whenSaved()
    }
    const cookie = `session=${await secretToken({ weft: { read: ['notes/*'], list: true } })}`
    const ask = (path: string, headers: Record<string, string>) =>
      fetch(`http://${address}${path}`, { headers, redirect: 'manual' })
    const list = await ask('/_weft/documents', { cookie })
    expect(await list.json()).toMatchObject({ total: 1, documents: [{ document: 'notes/a' }] })
    expect((await ask('/d/notes/a', { cookie })).status).toBe(200)
    const stranger = await ask('/d/notes/a', {})
    expect([stranger.status, stranger.headers.get('location')]).toEqual([401, null])
    expect(await stranger.text()).toContain('Sign in first')
    // A page of another site has the reader's cookies, and gets nothing.
    const elsewhere = { cookie, origin: 'https://evil.example' }
    expect((await ask('/_weft/documents', elsewhere)).status).toBe(403)
    const stolen = new StockClient(`ws://${address}`, 'notes/a', elsewhere)
    expect(await stolen.closed()).toMatchObject({ code: 4403 })
  })
})

test('keys at an address change while the server runs, and when it is away nobody new comes in', async () => {
  const pairs = ['one', 'two'].map((kid) => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid } }
  })
  let keys = pairs.slice(0, 1)
  const isThere: RequestListener = (_, response) =>
    response.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }))
  const wrong: readonly RequestListener[] = [
    (_, response) => response.end('<h1>Sign in</h1>'),
    (_, response) => response.writeHead(302, { Location: '/elsewhere' }).end(),
    (_, response) => response.end(' '.repeat(1024 * 1024)),
    (_, response) => response.writeHead(503).end(),
  ]
  let answer = isThere
  const url = await startApplication((request, response) => answer(request, response))
  const weft = startWeft('--data', await emptyFolder(), '--jwt-jwks-url', `${url}jwks.json`)
  const address = await weft.address()
  const tokenBy = (at: number) => {
    const pair = pairs[at]
    if (!pair) throw new TypeError('There is no such key')
    return new SignJWT({ weft: { write: ['**'] } })
      .setProtectedHeader({ alg: 'EdDSA', kid: pair.kid })
      .setSubject('ada')
      .setExpirationTime('10m')
      .sign(pair.privateKey)
  }
  const token = await tokenBy(0)
  for (answer of wrong.slice(0, -1)) {
    const stock = new StockClient(`ws://${address}`, 'a', {}, { token })
    expect(await stock.nextClose()).toBe(1013)
    stock.provider.destroy()
  }
  answer = wrong.at(-1) ?? isThere
  const first = new StockClient(`ws://${address}`, 'a', {}, { token })
  expect(await first.nextClose()).toBe(1013)
  expect(weft.stderr).toMatch(/the keys that sign tokens cannot be had/)
  answer = isThere
  // It comes back by itself.
  await first.synced()
  keys = pairs
  // Just asked for, the set is not asked for again at once: later, and not never.
  const second = ownClient(address, 'a', await tokenBy(1))
  await expect.poll(() => second.synced, { timeout: 40_000 }).toBe(true)
  expect(first.provider.wsconnected).toBe(true)
})
