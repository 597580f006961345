import { createHmac } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeMessage } from '@weft/protocol'
import { WeftProvider } from '@weft/provider'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { PASSWORD, startLocked } from './password.ts'
import { StockClient } from './stock-client.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

const TEST_MS = 90_000
const WAIT = { timeout: 30_000 }

const KEY = 'the-key-that-signs-the-tokens-of-this-test'
const ADMIN = 'the-token-of-the-administrator'
const METRICS = 'the-token-of-the-monitor'
/** What people wrote, and who they said they are. */
const CONTENT = 'the-words-that-somebody-typed'
const PRESENCE = 'the-name-that-somebody-shows'

/** A JSON Web Token (RFC 7519), signed by hand. */
function tokenFor(user: string, grant: unknown): string {
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + 3_600
  const text = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded({ sub: user, exp, weft: grant })}`
  return `${text}.${createHmac('sha256', KEY).update(text).digest('base64url')}`
}

async function fileWith(text: string): Promise<string> {
  const file = join(await emptyFolder(), 'secret')
  await writeFile(file, `${text}\n`)
  return file
}

/** A connection that sends these frames and is closed for it, or not let in. */
async function closedAfter(
  url: string,
  ...frames: readonly (Uint8Array | string)[]
): Promise<void> {
  const socket = new WebSocket(url)
  socket.on('error', () => undefined)
  socket.on('open', () => {
    for (const frame of frames) socket.send(frame)
  })
  await new Promise((resolve) => socket.on('close', resolve))
}

test(
  'a rich session is seen in the metrics, and nothing secret of it in the log',
  { timeout: TEST_MS },
  async () => {
    const weft = startWeft(
      '--editor',
      `--data=${await emptyFolder()}`,
      `--jwt-secret-file=${await fileWith(KEY)}`,
      '--admin-port=0',
      `--admin-token-file=${await fileWith(ADMIN)}`,
      `--metrics-token-file=${await fileWith(METRICS)}`,
      '--log-level=debug',
    )
    const address = await weft.address()
    const [, admin = ''] = await weft.printed(/Administrators ask at (http:\S+),.*\n/)
    const seriesNow = async (): Promise<string[]> => {
      const headers = { authorization: `Bearer ${METRICS}` }
      const text = await (await fetch(`${admin}/metrics`, { headers })).text()
      return text.split('\n').flatMap((line) => /^(weft_.*) \S+$/.exec(line)?.[1] ?? [])
    }
    const seriesBefore = await seriesNow()
    const token = tokenFor('ada', { write: ['**'], list: true })
    const reader = tokenFor('bob', { read: ['notes'] })
    const wrong = `${token.slice(0, -6)}AAAAAA`

    // Who may: ours with the token in its greeting, and a stock client that has it in the query.
    const provider = new WeftProvider(`ws://${address}`, 'notes', new Y.Doc(), {
      token,
      WebSocketPolyfill: WebSocket,
    })
    onTestFinished(() => provider.destroy())
    provider.awareness.setLocalStateField('user', { name: PRESENCE })
    provider.doc.getText('text').insert(0, CONTENT)
    await provider.whenSaved()
    const stock = new StockClient(`ws://${address}`, 'notes', { authorization: `Bearer ${reader}` })
    await expect.poll(() => stock.text, WAIT).toContain(CONTENT)
    stock.type('not allowed')

    // Who may not, and who sends nonsense.
    await closedAfter(`ws://${address}/notes?token=${wrong}`, Uint8Array.of(0, 0, 1, 0))
    await closedAfter(`ws://${address}/other?token=${reader}`, Uint8Array.of(0, 0, 1, 0))
    await closedAfter(`ws://${address}/notes?token=${token}`, CONTENT)
    const nonsense = encodeMessage({ type: 'update', update: Buffer.from(CONTENT) })
    await closedAfter(`ws://${address}/notes?token=${token}`, Uint8Array.of(0, 0, 1, 0), nonsense)
    await fetch(`http://${address}/d/notes?token=${token}`)
    await fetch(`http://${address}/_weft/documents`, {
      headers: { authorization: `Bearer ${wrong}` },
    })
    await fetch(`http://${address}/_weft/images?document=notes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'image/gif' },
      body: CONTENT,
    })

    // Names of documents by the dozen, as nobody would call them who means well.
    const names = Array.from({ length: 50 }, (_, index) => `{x="${index}"} 1 # weft_saving 0/…`)
    await Promise.all(
      names.map((name) =>
        closedAfter(
          `ws://${address}/${encodeURIComponent(name)}?token=${token}`,
          Uint8Array.of(0, 0, 1, 0),
          Uint8Array.of(9),
        ),
      ),
    )

    // Administrators.
    const asks = (path: string, as: string | undefined, init: RequestInit = {}) =>
      fetch(`${admin}${path}`, {
        ...init,
        ...(as === undefined ? {} : { headers: { authorization: `Bearer ${as}` } }),
      })
    expect((await asks('/metrics', undefined)).status).toBe(401)
    expect((await asks('/metrics', `${METRICS}-not`)).status).toBe(401)
    expect((await asks('/api/server', METRICS)).status).toBe(403)
    expect((await asks('/metrics', ADMIN)).status).toBe(200)

    const answer = await asks('/metrics', METRICS)
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    const metrics = await answer.text()
    const valueOf = (series: string): number =>
      Number(
        metrics
          .split('\n')
          .find((line) => line.startsWith(`${series} `))
          ?.split(' ')[1],
      )
    expect(valueOf('weft_sessions{state="joined"}')).toBeGreaterThanOrEqual(1)
    expect(valueOf('weft_rooms{state="live"}')).toBeGreaterThanOrEqual(1)
    expect(valueOf('weft_saving')).toBe(1)
    expect(valueOf('weft_state{state="open"}')).toBe(1)
    expect(valueOf('weft_saved_seconds_count')).toBeGreaterThanOrEqual(1)
    expect(valueOf('weft_append_seconds_count')).toBeGreaterThanOrEqual(1)
    expect(valueOf('weft_tick_seconds_count')).toBeGreaterThanOrEqual(1)
    expect(valueOf('weft_load_seconds_count{result="created"}')).toBe(1 + names.length)
    expect(valueOf('weft_closed_total{code="4400"}')).toBeGreaterThanOrEqual(1)
    expect(valueOf('weft_closed_total{code="4401"}')).toBeGreaterThanOrEqual(1)
    expect(valueOf('weft_closed_total{code="4403"}')).toBeGreaterThanOrEqual(1)
    expect(valueOf('weft_received_bytes_total')).toBeGreaterThan(CONTENT.length)
    expect(valueOf('weft_sent_bytes_total')).toBeGreaterThan(CONTENT.length)
    expect(valueOf('weft_data_free_bytes')).toBeGreaterThan(0)
    expect(valueOf('weft_unknown_events_total')).toBe(0)
    expect(metrics).toMatch(/^weft_authorize_seconds_count\{mode="jwt",outcome="allowed"\} [1-9]/m)
    expect(metrics).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m)
    expect(seriesBefore.length).toBeGreaterThan(200)
    expect(await seriesNow()).toEqual(seriesBefore)

    provider.destroy()
    weft.signal('SIGTERM')
    const { stdout, stderr } = await weft.ended()
    const events = [...stderr.matchAll(/"event":"([^"]+)"/g)].map(([, event]) => event)
    // It did say what happened …
    for (const event of ['peer-joined', 'peer-closed', 'admin-refused', 'listening'])
      expect(events).toContain(event)
    // … and nothing that is nobody's business.
    const signatures = [token, reader, wrong].map((each) => each.split('.')[2] ?? '')
    for (const secret of [KEY, ADMIN, METRICS, CONTENT, PRESENCE, token, reader, ...signatures]) {
      expect(stderr).not.toContain(secret)
      expect(stdout).not.toContain(secret)
    }
  },
)

test('with a password, neither it, nor a cookie, nor what stands in an address is in the log', async () => {
  const data = await emptyFolder()
  const { weft, address, ask } = await startLocked(data, {
    flags: ['--editor', '--log-level=debug'],
  })
  const wrong = 'the-password-that-somebody-guessed'
  const inQuery = 'the-words-after-a-question-mark'
  const signIn = (password: string): Promise<Response> =>
    ask('/_weft/sign-in', { method: 'POST', body: new URLSearchParams({ password, to: '/' }) })
  expect((await signIn(wrong)).status).toBe(401)
  const [cookie = ''] = (await signIn(PASSWORD)).headers.get('set-cookie')?.split(';', 1) ?? []
  const name = cookie.split('=')[0] ?? ''
  const forged = `${name}=${'the-cookie-that-somebody-made'}`
  for (const one of [cookie, forged]) {
    await ask('/_weft/documents', { headers: { cookie: one } })
    await ask(`/d/notes?x=${inQuery}`, { headers: { cookie: one } })
    await ask(`/_weft/nothing?x=${inQuery}`, { headers: { cookie: one } })
    await ask(`/%?x=${inQuery}`, { headers: { cookie: one } })
  }
  await ask('/_weft/documents', { headers: { authorization: `Bearer ${wrong}` } })
  for (const query of [`token=${wrong}`, `token=${PASSWORD}`, `password=${wrong}&x=${inQuery}`])
    await closedAfter(`ws://${address}/notes?${query}`, Uint8Array.of(0, 0, 1, 0), CONTENT)
  const stock = await new StockClient(`ws://${address}`, 'notes', { cookie }).synced()
  stock.type(CONTENT)
  stock.provider.awareness.setLocalStateField('user', { name: PRESENCE })
  const closed = stock.closed()
  await ask('/_weft/sign-out', { method: 'POST', headers: { cookie } })
  await closed
  stock.provider.destroy()
  weft.signal('SIGTERM')
  const { stdout, stderr } = await weft.ended()
  for (const event of ['peer-joined', 'peer-closed', 'peer-refused'])
    expect(stderr).toContain(`"event":"${event}"`)
  const secrets = [PASSWORD, wrong, cookie.split('=')[1] ?? '', forged, inQuery, CONTENT, PRESENCE]
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(10)
    expect(stderr).not.toContain(secret)
    expect(stdout).not.toContain(secret)
  }
})
