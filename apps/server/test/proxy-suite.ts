import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { freePort } from '@weft/testkit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { DocumentClient } from './document-client.ts'
import type { RunningProxy, Substituted } from './proxy-process.ts'
import { emptyFolder, startWeft, type WeftProcess } from './weft-process.ts'

const WAIT = { timeout: 60_000, interval: 20 }
const MEBIBYTE = 1024 * 1024

/** Says on standard error who asks. */
const WITNESS = `
export function authorize(who, action) {
  const { 'x-forwarded-for': forwardedFor, 'x-forwarded-user': user, forwarded } = who.headers
  console.error('ASKED', JSON.stringify({ address: who.address, forwardedFor, user, forwarded }))
  return { allowed: true }
}
`

async function startBehind(port: number, ...more: readonly string[]): Promise<WeftProcess> {
  const data = await emptyFolder()
  const witness = join(data, 'witness.mjs')
  writeFileSync(witness, WITNESS)
  const weft = startWeft(
    ...[`--port=${port}`, `--data=${join(data, 'documents')}`, '--trusted-proxy=loopback'],
    `--authorize-module=${witness}`,
    ...more,
  )
  await weft.printed(/Ctrl-C stops it/)
  return weft
}

const urlOf = ({ https }: RunningProxy): string => `wss://127.0.0.1:${https}`

/** The status that a page is answered with, and its text. */
async function get(port: number, path: string): Promise<{ status: number; body: string }> {
  const asking = request({ host: '127.0.0.1', port, path, rejectUnauthorized: false }).end()
  const [response] = (await once(asking, 'response')) as [IncomingMessage]
  let body = ''
  for await (const part of response) body += String(part)
  return { status: response.statusCode ?? 0, body }
}

const isSame = (one: unknown, other: Uint8Array): boolean =>
  one instanceof Uint8Array && Buffer.compare(one, other) === 0

/** Resolves with how long a WebSocket lives on which nobody types, at most so long, in milliseconds. */
async function lifeOf(url: string, atMostMs: number): Promise<number> {
  const socket = new WebSocket(`${url}/idle`, { rejectUnauthorized: false })
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  const since = performance.now()
  socket.send(new Uint8Array([0, 0, 1, 0]))
  await Promise.race([
    once(socket, 'close'),
    new Promise((resolve) => setTimeout(resolve, atMostMs)),
  ])
  return performance.now() - since
}

type StartProxy = (given: Substituted) => Promise<RunningProxy>

/** What holds behind each proxy with our configuration for it. @param startProxy Runs it until the test ends. */
export function describeProxy(startProxy: StartProxy): void {
  test('documents sync over TLS, also large ones, and a restart of Weft is lived through', async () => {
    const upstream = await freePort()
    const first = await startBehind(upstream)
    const proxy = await startProxy({ upstream })
    const [ada, bea] = [urlOf(proxy), urlOf(proxy)].map((url) => new DocumentClient(url, 'notes'))
    ada?.doc.getText('text').insert(0, 'hello')
    await bea?.sees('hello')
    // Random, so that nobody on the way makes it small.
    const large = new Uint8Array(randomBytes(20 * MEBIBYTE))
    ada?.doc.getMap('files').set('large', large)
    await vi.waitFor(
      () => expect(isSame(bea?.doc.getMap('files').get('large'), large)).toBe(true),
      WAIT,
    )

    expect((await get(proxy.https, '/healthz')).status).toBe(200)
    const redirected = await fetch(`http://127.0.0.1:${proxy.http}/d/notes`, { redirect: 'manual' })
    expect([301, 308]).toContain(redirected.status)
    expect(redirected.headers.get('Location')).toMatch(/^https:.*\/d\/notes$/)

    first.signal('SIGTERM')
    expect(await ada?.closed).toBe(1012)
    await first.ended()
    await vi.waitFor(
      async () => expect((await get(proxy.https, '/healthz')).status).toBeGreaterThanOrEqual(502),
      WAIT,
    )
    await startBehind(upstream)
    await vi.waitFor(
      async () => expect((await get(proxy.https, '/healthz')).status).toBe(200),
      WAIT,
    )
    const back = new DocumentClient(urlOf(proxy), 'other', new Y.Doc())
    const beside = new DocumentClient(urlOf(proxy), 'other')
    back.doc.getText('text').insert(0, 'back')
    await beside.sees('back')
  })

  test('below a path it hands on that path alone, and the address that it saw, whatever a stranger writes into headers', async () => {
    const upstream = await freePort()
    const weft = await startBehind(upstream, '--path-prefix=/weft/')
    const proxy = await startProxy({ upstream, prefix: '/weft/' })
    const url = `${urlOf(proxy)}/weft`
    const headers = {
      'X-Forwarded-For': '198.51.100.66',
      Forwarded: 'for=198.51.100.66',
      'X-Forwarded-User': 'admin',
    }
    const ada = new DocumentClient(url, 'a%2Fb', new Y.Doc(), { headers })
    const bea = new DocumentClient(url, 'a%2Fb')
    ada.doc.getText('text').insert(0, 'hello')
    await bea.sees('hello')
    await vi.waitFor(() => expect(weft.stderr).toContain('ASKED'), WAIT)
    const asked = [...weft.stderr.matchAll(/ASKED (.*)/g)].map(([, json = '']) => json)
    expect(new Set(asked)).toEqual(
      new Set([JSON.stringify({ address: '127.0.0.1', forwardedFor: '127.0.0.1' })]),
    )
    expect((await get(proxy.https, '/weft/healthz')).body).toContain('"status"')
    // Weft answers there, too, if it is asked.
    expect((await get(proxy.https, '/healthz')).body).not.toContain('"status"')
  })
}

/** What holds besides behind one that ends connections on which nothing passes for a while. */
export function describeTimeout(startProxy: StartProxy): void {
  test('who types nothing stays connected past its timeout because Weft pings, and only because of that', async () => {
    const [lives, dies] = await startIdle(startProxy)
    const [lived, died] = await Promise.all([lifeOf(lives, 2_500), lifeOf(dies, 40_000)])
    expect(lived).toBeGreaterThanOrEqual(2_490)
    expect(died).toBeLessThan(39_000)
  })
}

/** What holds besides behind one that does not. */
export function describeNoTimeout(startProxy: StartProxy): void {
  test('who types nothing stays connected, also where Weft pings late', async () => {
    const urls = await startIdle(startProxy)
    for (const lived of await Promise.all(urls.map((url) => lifeOf(url, 2_500))))
      expect(lived).toBeGreaterThanOrEqual(2_490)
  })
}

/** The addresses of a Weft that pings often and of one that does not, behind proxies that wait for a second. */
async function startIdle(startProxy: StartProxy): Promise<readonly [string, string]> {
  const [pinging, silent] = [await freePort(), await freePort()]
  await Promise.all([
    startBehind(pinging, '--limit=pingIntervalMs=200'),
    startBehind(silent, '--limit=pingIntervalMs=60000', '--limit=silenceTimeoutMs=120000'),
  ])
  const [one, other] = await Promise.all([
    startProxy({ upstream: pinging, idleSeconds: 1 }),
    startProxy({ upstream: silent, idleSeconds: 1 }),
  ])
  return [urlOf(one), urlOf(other)]
}
