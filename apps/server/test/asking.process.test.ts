import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { startApplication } from './application.ts'
import { ownClient } from './own-client.ts'
import { StockClient } from './stock-client.ts'
import { emptyFolder, startWeft, type WeftProcess } from './weft-process.ts'

/** The command, and an application that it asks who may come in. */
async function startAsking(answer: RequestListener, ...flags: string[]): Promise<WeftProcess> {
  const folder = await emptyFolder()
  const secret = join(folder, 'secret')
  await writeFile(secret, 'x'.repeat(32))
  const url = await startApplication(answer)
  return startWeft(
    ...['--data', join(folder, 'data'), '--authorize-url', url],
    ...['--authorize-secret-file', secret, ...flags],
  )
}

const yes = JSON.stringify({ allowed: true, rights: ['read', 'write'], user: 'u1', name: 'Ada' })

describe('an application that is asked', () => {
  test('lets both providers in, and says no in its own words', async () => {
    const no = { allowed: false, because: 'unauthenticated', reason: 'who are you?' }
    const answer: RequestListener = (request, response) =>
      void text(request).then((body) =>
        response.end(body.includes('"token":"T"') ? yes : JSON.stringify(no)),
      )
    const address = await (await startAsking(answer)).address()
    const own = ownClient(address, 'a', 'T')
    const stock = new StockClient(`ws://${address}`, 'a', {}, { token: 'T' })
    await Promise.all([own.whenSynced, stock.synced()])
    own.doc.getText('text').insert(0, 'hello')
    await expect.poll(() => stock.text).toBe('hello')
    const stranger = new StockClient(`ws://${address}`, 'a')
    expect(await stranger.closed()).toEqual({ code: 4401, reason: 'who are you?' })
  })

  test('and hangs, lies or leads elsewhere, lets nobody in, for now', async () => {
    const hangs: RequestListener = () => undefined
    const lies: RequestListener = (_, response) => response.end('<h1>Welcome</h1>')
    const leads: RequestListener = (_, response) =>
      response.writeHead(302, { Location: 'https://x.example' }).end()
    const drips: RequestListener = (request, response) => {
      const timer = setInterval(() => response.write(' '), 20)
      request.on('close', () => clearInterval(timer))
    }
    const floods: RequestListener = (_, response) =>
      response.end(`${' '.repeat(1024 * 1024)}${yes}`)
    const guesses: RequestListener = (_, response) => response.end('{"allowed":"true"}')
    let answer = hangs
    const weft = await startAsking(
      (request, response) => answer(request, response),
      ...['--authorize-timeout', '0.2', '--editor'],
    )
    const address = await weft.address()
    for (answer of [hangs, lies, leads, drips, floods, guesses]) {
      const stock = new StockClient(`ws://${address}`, 'a')
      expect(await stock.nextClose()).toBe(1013)
      stock.provider.destroy()
      const list = await fetch(`http://${address}/_weft/documents`)
      expect([list.status, list.headers.get('retry-after')]).toEqual([503, '5'])
    }
    const patient = new StockClient(`ws://${address}`, 'a')
    expect(await patient.nextClose()).toBe(1013)
    answer = (_, response) => response.end(yes)
    await patient.synced()
  })

  test('is asked at once when an administrator says that rights have changed', async () => {
    let isAllowed = true
    const answer: RequestListener = (_, response) =>
      response.end(isAllowed ? yes : JSON.stringify({ allowed: false, reason: 'you were let go' }))
    const token = join(await emptyFolder(), 'token')
    await writeFile(token, 'y'.repeat(32))
    const weft = await startAsking(
      answer,
      ...['--authorize-cache', '60', '--admin-port', '0', '--admin-token-file', token],
    )
    const stock = await new StockClient(`ws://${await weft.address()}`, 'a').synced()
    const [, admin] = await weft.printed(/Administrators ask at (\S+),/)
    isAllowed = false
    const closed = stock.closed()
    const asked = await fetch(`${admin}/api/reauthorize`, {
      method: 'POST',
      headers: { authorization: `Bearer ${'y'.repeat(32)}` },
    })
    expect(asked.status).toBe(200)
    expect(await closed).toEqual({ code: 4403, reason: 'you were let go' })
  })

  test('is asked again before what it allowed for a time is over, and only its no is the end', async () => {
    let isAllowed = true
    let asked = 0
    const short = JSON.stringify({ ...JSON.parse(yes), validForSeconds: 2 })
    const answer: RequestListener = (_, response) => {
      asked += 1
      response.end(
        isAllowed ? short : JSON.stringify({ allowed: false, reason: 'you were let go' }),
      )
    }
    const weft = await startAsking(answer)
    const stock = await new StockClient(`ws://${await weft.address()}`, 'a').synced()
    let closes = 0
    stock.provider.on('connection-close', () => (closes += 1))
    await expect.poll(() => asked, { timeout: 20_000 }).toBe(3)
    expect(closes).toBe(0)
    isAllowed = false
    expect(await stock.closed()).toEqual({ code: 4403, reason: 'you were let go' })
  })

  test('is asked again about who is connected: what it takes back ends', async () => {
    let isAllowed = true
    const answer: RequestListener = (_, response) =>
      response.end(isAllowed ? yes : JSON.stringify({ allowed: false, reason: 'you were let go' }))
    const weft = await startAsking(answer, '--authorize-recheck', '1', '--authorize-cache', '60')
    const stock = await new StockClient(`ws://${await weft.address()}`, 'a').synced()
    isAllowed = false
    expect(await stock.closed()).toEqual({ code: 4403, reason: 'you were let go' })
  })
})

test('a module of the operator’s own is asked, and when it throws nobody comes in, for now', async () => {
  const folder = await emptyFolder()
  const file = join(folder, 'authorize.mjs')
  await writeFile(
    file,
    `export const authorize = ({ token }) => {
      if (token === 'T') return { allowed: true, user: 'u1' }
      throw new Error('the database is away')
    }`,
  )
  const weft = startWeft('--data', join(folder, 'data'), '--authorize-module', file)
  const address = await weft.address()
  await ownClient(address, 'a', 'T').whenSynced
  const stock = new StockClient(`ws://${address}`, 'a', {}, { token: 'U' })
  expect(await stock.nextClose()).toBe(1013)
})

test('a module that exports nothing ends the start with a sentence', async () => {
  const folder = await emptyFolder()
  const file = join(folder, 'authorize.mjs')
  await writeFile(file, 'export default 7')
  const weft = startWeft('--data', join(folder, 'data'), '--authorize-module', file)
  const { code, stderr } = await weft.ended()
  expect(code).toBe(78)
  expect(stderr).toMatch(
    /^Cannot ask "[^\n]*" who may come in: it exports default\. Write [^\n]*\n$/,
  )
})

test('whom a trusted proxy names comes in, and whoever else names itself is told why not', async () => {
  const flags = ['--trusted-header', 'X-Forwarded-User', '--trusted-proxy']
  const headers = { 'x-forwarded-user': 'ada' }
  const behind = await startWeft('--data', await emptyFolder(), ...flags, 'loopback').address()
  await new StockClient(`ws://${behind}`, 'a', headers).synced()
  const unnamed = new StockClient(`ws://${behind}`, 'a')
  expect(await unnamed.closed()).toMatchObject({ code: 4401 })

  const open = await startWeft('--data', await emptyFolder(), ...flags, '192.0.2.1').address()
  const liar = new StockClient(`ws://${open}`, 'a', headers)
  expect(await liar.closed()).toMatchObject({
    code: 4403,
    reason: expect.stringContaining('trusted-proxy'),
  })
  expect((await fetch(`http://${open}/healthz`)).status).toBe(200)
  expect((await fetch(`http://${open}/healthz`, { headers })).status).toBe(403)
})

test('nobody being asked is said loudly, to people and in the log', async () => {
  const data = await emptyFolder()
  const weft = startWeft('--data', data, '--host', '0.0.0.0', '--insecure-open')
  await weft.printed(/Ctrl-C/)
  expect(weft.stdout).toContain('WARNING: nobody is asked who they are')
  weft.signal('SIGTERM')
  const { stderr } = await weft.ended()
  expect(stderr).toMatch(/"level":"warn"[^\n]*"event":"insecure-open"/)
})
