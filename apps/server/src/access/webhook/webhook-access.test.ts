import { createHmac } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Requester } from '@weft/server'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { AccessUnavailable } from '../access-unavailable.ts'
import { named } from '../named.test-support.ts'
import { startWebServer } from '../web-server.test-support.ts'
import { webhookAccess, type WebhookAccessOptions } from './webhook-access.ts'

const SECRET = 'x'.repeat(32)

interface Asked {
  readonly body: Record<string, unknown>
  readonly text: string
  readonly headers: Readonly<Record<string, unknown>>
}

type CountingListener = (...args: [...Parameters<RequestListener>, times: number]) => void

const isListener = (answer: unknown): answer is CountingListener => typeof answer === 'function'

/** An application that answers so, and the server that asks it. */
async function start(answer: unknown, changes: Partial<WebhookAccessOptions> = {}) {
  const asked: Asked[] = []
  let nowMs = 0
  let reauthorized = 0
  const listener: RequestListener = (request, response) =>
    void text(request).then((body) => {
      asked.push({ body: JSON.parse(body), text: body, headers: request.headers })
      if (isListener(answer)) answer(request, response, asked.length)
      else response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
    })
  const access = webhookAccess({
    url: await startWebServer(listener),
    secret: SECRET,
    timeoutMs: 2_000,
    cacheMs: 10_000,
    recheckMs: 0,
    headers: ['cookie'],
    cookie: undefined,
    hasEditor: false,
    reauthorize: async () => void (reauthorized += 1),
    now: () => nowMs,
    wallTime: () => 1_800_000_000_999,
    ...changes,
  })
  onTestFinished(access.close)
  return {
    access,
    asked,
    pass: (ms: number) => void (nowMs += ms),
    reauthorized: () => reauthorized,
    may: async (action: 'read' | 'write' | 'create' | 'upload' | 'delete', who = ada) =>
      access.authorize(who, action, named('notes/a')),
  }
}

const ada: Requester = { token: 'T', headers: { cookie: 'a=b', 'x-secret': 'y' }, address: '::1' }
const mayWrite = { allowed: true, rights: ['read', 'write'], user: 'u1', name: 'Ada' }

test('an answer that holds for a time is not used again when half of that is over', async () => {
  const { may, asked, pass } = await start({ ...mayWrite, validForSeconds: 8 })
  await may('read')
  pass(3_900)
  expect(await may('read')).toMatchObject({ validForMs: 4_100 })
  expect(asked).toHaveLength(1)
  pass(200)
  expect(await may('read')).toMatchObject({ validForMs: 8_000 })
  expect(asked).toHaveLength(2)
})

test('the application is asked once for all that somebody may do, and its answer goes by', async () => {
  const { may, asked } = await start({ ...mayWrite, validForSeconds: 60 })
  const yes = { allowed: true, user: 'u1', name: 'Ada', validForMs: 60_000 }
  expect(await may('read')).toEqual(yes)
  expect(await may('write')).toEqual(yes)
  expect(await may('create')).toEqual(yes)
  expect(await may('upload')).toEqual(yes)
  expect(await may('delete')).toMatchObject({ allowed: false, because: 'forbidden' })
  expect(asked.map(({ body }) => body)).toEqual([
    {
      version: 1,
      document: 'notes/a',
      token: 'T',
      address: '::1',
      headers: { cookie: 'a=b' },
    },
  ])
})

test('the application can tell that it is asked by this server, and when', async () => {
  const { may, asked } = await start(mayWrite)
  await may('read')
  const [first] = asked
  const headers: Readonly<Record<string, unknown>> = first?.headers ?? {}
  const text = first?.text ?? ''
  expect(headers['weft-timestamp']).toBe('1800000000')
  expect(headers['weft-signature']).toBe(
    `v1=${createHmac('sha256', SECRET).update(`1800000000.${text}`).digest('hex')}`,
  )
})

test('each token, document and cookie is asked about for itself', async () => {
  const { may, asked, access } = await start(mayWrite)
  await may('read')
  await may('read', { ...ada, token: 'U' })
  await may('read', { ...ada, headers: { cookie: 'a=c' } })
  await access.authorize(ada, 'read', named('notes/b'))
  await may('read', { ...ada, headers: { ...ada.headers, 'x-secret': 'z' } })
  expect(asked).toHaveLength(4)
})

describe('what is kept', () => {
  test('goes after its time, and tells how much of an end is left', async () => {
    const { may, asked, pass } = await start({ ...mayWrite, validForSeconds: 60 })
    await may('read')
    pass(9_999)
    expect(await may('read')).toMatchObject({ validForMs: 50_001 })
    pass(1)
    expect(await may('read')).toMatchObject({ validForMs: 60_000 })
    expect(asked).toHaveLength(2)
  })

  test('goes at once when everybody is asked about anew', async () => {
    const { may, asked, access } = await start(mayWrite)
    await may('read')
    access.forget()
    await may('read')
    expect(asked).toHaveLength(2)
  })

  test('is a no for two seconds at most', async () => {
    const { may, asked, pass } = await start({ allowed: false })
    expect(await may('read')).toMatchObject({ allowed: false, because: 'forbidden' })
    pass(2_000)
    await may('read')
    expect(asked).toHaveLength(2)
  })
})

test.each(['unauthenticated', 'forbidden', 'not-found'] as const)(
  'a no may be for "%s", in the application’s words',
  async (because) => {
    const { may } = await start({ allowed: false, because, reason: 'the trial is over' })
    expect(await may('read')).toEqual({ allowed: false, because, reason: 'the trial is over' })
  },
)

test('a list shows what the application names', async () => {
  const { access, asked } = await start({ allowed: true, rights: ['list'], documents: ['a/*'] })
  expect(await access.authorize(ada, 'list', undefined)).toEqual({ allowed: true })
  const isVisible = await access.visibleTo(ada)
  expect(['a/x', 'b'].filter(isVisible)).toEqual(['a/x'])
  expect(asked).toMatchObject([{ body: { document: null } }])
})

test('a token that is too long is not passed on', async () => {
  const { may, asked } = await start(mayWrite)
  const answer = await may('read', { ...ada, token: 'x'.repeat(8_193) })
  expect(answer).toMatchObject({ allowed: false, because: 'unauthenticated' })
  expect(asked).toEqual([])
})

describe('an application that lies lets nobody in', () => {
  test.each<[unknown, RegExp]>([
    ['', /not JSON/],
    ['<html>yes</html>', /not JSON/],
    ['true', /not a JSON object/],
    ['null', /not a JSON object/],
    [{}, /"allowed" must be/],
    [{ allowed: 'true' }, /"allowed" must be/],
    [{ allowed: 1, rights: ['read'] }, /"allowed" must be/],
    [{ allowed: true }, /"rights" must be/],
    [{ allowed: true, rights: 'write' }, /"rights" must be/],
    [{ allowed: true, rights: [] }, /"rights" must be/],
    [{ allowed: true, rights: ['read', 'admin'] }, /"rights" must be/],
    [{ ...mayWrite, user: 7 }, /"user" must be/],
    [{ ...mayWrite, name: 'x'.repeat(256) }, /"name" must be/],
    [{ ...mayWrite, validForSeconds: 0 }, /"validForSeconds" must be/],
    [{ ...mayWrite, validForSeconds: '60' }, /"validForSeconds" must be/],
    [{ ...mayWrite, documents: 'a' }, /"documents" must be/],
    [{ allowed: false, because: 'bored' }, /"because" must be/],
    [{ allowed: false, reason: 7 }, /"reason" must be/],
    [JSON.stringify({ ...mayWrite, more: 'x'.repeat(70_000) }), /more than 65536 bytes/],
  ])('with %j', async (answer, words) => {
    const { may, asked } = await start(answer)
    const asking = may('read')
    await expect(asking).rejects.toThrow(AccessUnavailable)
    await expect(asking).rejects.toThrow(words)
    expect(asked).toHaveLength(1)
  })

  test.each<[string, RequestListener, RegExp, number]>([
    [
      'a redirect, which nobody follows',
      (_, response) => response.writeHead(307, { Location: 'http://127.0.0.1:1/' }).end(),
      /redirect/,
      1,
    ],
    ['no such page', (_, response) => response.writeHead(404).end(), /404.*with 200/, 1],
    ['a page that needs a password', (_, response) => response.writeHead(401).end(), /401/, 1],
    ['a fault, twice', (_, response) => response.writeHead(502).end(), /502/, 2],
    ['a broken connection, twice', (_, response) => response.destroy(), /fetch failed/, 2],
    ['nothing at all', () => undefined, /took more than 100 ms/, 1],
    [
      'an answer that does not end',
      (_, response) => void response.writeHead(200).write('{'),
      /took more than 100 ms/,
      1,
    ],
  ])('or with %s', async (_, answer, words, times) => {
    const { may, asked } = await start(answer, { timeoutMs: 100 })
    await expect(may('read')).rejects.toThrow(words)
    expect(asked).toHaveLength(times)
  })
})

test('an application that fails once, as when it restarts, is asked once more', async () => {
  const flaky = (...[, response, times]: [unknown, Parameters<RequestListener>[1], number]) =>
    times === 1 ? response.writeHead(503).end() : response.end(JSON.stringify(mayWrite))
  const { may, asked } = await start(flaky)
  expect(await may('write')).toMatchObject({ allowed: true })
  expect(asked).toHaveLength(2)
})

test('the application that cannot be asked is named in the log’s words, and no token is', async () => {
  const { may } = await start('no', { url: new URL('http://127.0.0.1:1/?key=secret') })
  const failure = await may('read').catch(String)
  expect(failure).toContain('http://127.0.0.1:1 cannot be asked')
  expect(failure).not.toContain('secret')
})

test('those who are connected are asked about now and then, until it ends', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const { access, reauthorized } = await start(mayWrite, { recheckMs: 1_000 })
  await vi.advanceTimersByTimeAsync(2_500)
  expect(reauthorized()).toBe(2)
  access.close()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(reauthorized()).toBe(2)
})
