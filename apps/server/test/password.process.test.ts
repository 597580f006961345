import { writeFile } from 'node:fs/promises'
import { WeftProvider } from '@weft/provider'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { PASSWORD, passwordFile, startLocked, withPassword, type LockedServer } from './password.ts'
import { StockClient } from './stock-client.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

const form = (password: string, to = '/d/notes'): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams({ password, to }),
})

const cookieOf = (answer: Response): string =>
  answer.headers.get('set-cookie')?.split(';', 1)[0] ?? ''

/** All that the page loads is to be had without the password. */
async function expectWholePage(ask: LockedServer['ask'], path: string): Promise<void> {
  const html = await (await ask(path)).text()
  const files = [...html.matchAll(/(?:src|href)="(\/_weft\/[^"]+)"/g)].map(([, file]) => file ?? '')
  expect(files.length).toBeGreaterThan(2)
  for (const file of files) expect((await ask(file)).status).toBe(200)
}

test('a browser is sent to sign in, and goes on where it wanted to go', async () => {
  const { ask } = await startLocked(await emptyFolder())
  const away = await ask('/d/notes?x=1')
  expect(away.status).toBe(303)
  const location = away.headers.get('location') ?? ''
  const page = await ask(location)
  expect(page.status).toBe(200)
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
  const html = await page.text()
  expect(html).toContain('name="to" value="/d/notes?x=1"')
  expect(html).not.toMatch(/\{\{|\}\}/)
  await expectWholePage(ask, location)

  expect((await ask('/_weft/sign-in', form('wrong password'))).status).toBe(401)
  const signedIn = await ask('/_weft/sign-in', form(PASSWORD))
  expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/d/notes'])
  const headers = { cookie: cookieOf(signedIn) }
  expect((await ask('/d/notes', { headers })).status).toBe(200)
  expect((await ask('/_weft/documents', { headers })).status).toBe(200)
})

test('signing out ends the connections of that browser, and of no other', async () => {
  const { ask, address } = await startLocked(await emptyFolder())
  const cookies = [
    cookieOf(await ask('/_weft/sign-in', form(PASSWORD))),
    cookieOf(await ask('/_weft/sign-in', form(PASSWORD))),
  ]
  const [leaving, staying] = await Promise.all(
    cookies.map((cookie) => new StockClient(`ws://${address}`, 'notes', { cookie }).synced()),
  )
  const closed = leaving?.closed()
  const signedOut = await ask('/_weft/sign-out', {
    method: 'POST',
    headers: { cookie: cookies[0] ?? '' },
  })
  expect(signedOut.status).toBe(204)
  expect(await closed).toEqual({ code: 4401, reason: 'sign in first' })
  expect(staying?.provider.wsconnected).toBe(true)
})

test('another password ends what was begun with the one before', async () => {
  const data = await emptyFolder()
  const first = await startLocked(data)
  const cookie = cookieOf(await first.ask('/_weft/sign-in', form(PASSWORD)))
  await first.weft.kill()
  const second = await startLocked(data, { password: 'another battery' })
  expect((await second.ask('/', { headers: { cookie } })).status).toBe(303)
  const stock = new StockClient(`ws://${second.address}`, 'notes', { cookie })
  expect(await stock.closed()).toMatchObject({ code: 4401 })
  await second.weft.kill()
  const third = await startLocked(data)
  expect((await third.ask('/', { headers: { cookie } })).status).toBe(200)
})

test.each([
  ['nothing', '', {}, { code: 4401, reason: 'sign in first' }],
  [
    'a wrong password',
    '',
    { authorization: 'Bearer wrong' },
    { code: 4401, reason: 'that is not the password' },
  ],
  ['the password in the address', `?token=${encodeURIComponent(PASSWORD)}`, {}, { code: 4403 }],
])('a client with %s is not let in', async (_, query, headers, close) => {
  const { address } = await startLocked(await emptyFolder(), { flags: [] })
  const stock = new StockClient(`ws://${address}`, `notes${query}`, headers)
  expect(await stock.closed()).toMatchObject(close)
})

test('a client that is no browser sends the password in its header', async () => {
  const { address, ask } = await startLocked(await emptyFolder(), { flags: [] })
  await new StockClient(`ws://${address}`, 'notes', withPassword).synced()
  expect((await ask('/healthz')).status).toBe(200)
})

test('Weft’s provider sends the password as its token', async () => {
  const { address } = await startLocked(await emptyFolder(), { flags: [] })
  const providerWith = (token: string) => {
    const options = { token, WebSocketPolyfill: WebSocket, disableBc: true }
    const provider = new WeftProvider(`ws://${address}`, 'notes', new Y.Doc(), options)
    onTestFinished(() => provider.destroy())
    return provider
  }
  await providerWith(PASSWORD).whenSynced
  const refused = providerWith('battery horse')
  await expect.poll(() => refused.refusal).toMatchObject({ because: 'unauthenticated' })
})

test('an application’s pages are for who is signed in', async () => {
  const pages = await emptyFolder()
  await writeFile(`${pages}/index.html`, '<title>Ours</title>')
  const { ask } = await startLocked(await emptyFolder(), { flags: ['--pages', pages] })
  const away = await ask('/')
  expect(away.status).toBe(303)
  await expectWholePage(ask, away.headers.get('location') ?? '')
  const headers = { cookie: cookieOf(await ask('/_weft/sign-in', form(PASSWORD, '/'))) }
  expect(await (await ask('/', { headers })).text()).toBe('<title>Ours</title>')
})

test('with a password others may reach it, and it says what that means', async () => {
  const file = await passwordFile()
  const weft = startWeft(
    '--data',
    await emptyFolder(),
    '--host',
    '0.0.0.0',
    '--password-file',
    file,
  )
  const [port = ''] = /(?<=:)\d+/.exec(await weft.address()) ?? []
  await weft.printed(/Ctrl-C/)
  expect(weft.stdout).toContain('Whoever knows the password')
  expect(weft.stdout).toContain('TLS')
  // By whatever name, and through whatever proxy.
  const headers = { 'x-forwarded-for': '192.0.2.1', host: 'notes.example' }
  expect((await fetch(`http://127.0.0.1:${port}/healthz`, { headers })).status).toBe(200)
})

test.each([
  ['is not there', undefined, /no such file/],
  ['is empty', '', /is empty/],
  ['has too short a password', '1234567', /at least 8 characters/],
])('a file that %s is said with the remedy', async (_, content, words) => {
  const file = content === undefined ? '/nowhere/password' : await passwordFile(content)
  const weft = startWeft('--data', await emptyFolder(), '--password-file', file)
  const { code, stderr } = await weft.ended()
  expect(code).toBe(78)
  expect(stderr).toMatch(words)
  expect(stderr).toMatch(/^Cannot take the password from [^\n]*\n$/)
})
