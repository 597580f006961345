import { WeftProvider } from '@weft/provider'
import { WeftSocket } from '@weft/provider/socket'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { PASSWORD, startLocked, withPassword, type LockedServer } from './password.ts'
import { StockClient } from './stock-client.ts'
import { emptyFolder, startWeft } from './weft-process.ts'

const DOCUMENT = 'the plan for next year'

interface Shared extends LockedServer {
  /** Below `ws://host:port`. */
  readonly path: string
  /** Somebody who knows the password, in the document. */
  readonly writer: StockClient
}

/** A document in which somebody has written `hello`, and a link to it. */
async function shared(data?: string): Promise<Shared> {
  const server = await startLocked(data ?? (await emptyFolder()))
  const writer = await writerAt(server)
  writer.type('hello')
  const { link } = await linkOf(server, 'POST')
  return { ...server, path: link?.path ?? '', writer }
}

const writerAt = ({ address }: LockedServer): Promise<StockClient> =>
  new StockClient(`ws://${address}`, encodeURIComponent(DOCUMENT), withPassword).synced()

async function linkOf(
  { ask }: LockedServer,
  method: string,
): Promise<{ readonly link: { readonly path: string } | null }> {
  const path = `/_weft/links/${encodeURIComponent(DOCUMENT)}`
  const answer = await ask(path, { method, headers: withPassword })
  expect(answer.status).toBe(200)
  return (await answer.json()) as { link: { path: string } | null }
}

/** A stock client that has the link and nothing else. */
function reader({ address, path }: Shared): StockClient {
  const end = path.lastIndexOf('/')
  return new StockClient(`ws://${address}${path.slice(0, end)}`, path.slice(end + 1))
}

test('a stock client reads by a link, also what is written now, and cannot write', async () => {
  const server = await shared()
  const stock = await reader(server).synced()
  await expect.poll(() => stock.text).toBe('hello')
  server.writer.type('oh, ')
  await expect.poll(() => stock.text).toBe('oh, hello')

  const closed = stock.closed()
  stock.type('mine: ')
  expect(await closed).toMatchObject({ code: 4403 })
  // Whatever was on its way has arrived when somebody new has the whole document, and it is on disk.
  server.writer.type('and ')
  const late = await writerAt(server)
  await expect.poll(() => late.text).toBe('and oh, hello')
  expect(server.writer.text).toBe('and oh, hello')
})

test('a reader never hears what the document is called, and nobody hears of the reader', async () => {
  const server = await shared()
  server.writer.provider.awareness.setLocalStateField('user', { name: 'Ada' })
  const stock = await reader(server).synced()
  stock.provider.awareness.setLocalStateField('user', { name: 'Ada' })
  await expect.poll(() => stock.others).toEqual([{ user: { name: 'Ada' } }])

  // What came after it would have shown the reader, too.
  const other = await writerAt(server)
  other.provider.awareness.setLocalStateField('user', { name: 'Bo' })
  await expect.poll(() => server.writer.others).toEqual([{ user: { name: 'Bo' } }])
  await expect.poll(() => other.others).toEqual([{ user: { name: 'Ada' } }])

  const closed = stock.closed()
  await linkOf(server, 'DELETE')
  const { reason } = await closed
  for (const heard of [stock.heard.toString('latin1'), reason])
    for (const secret of [DOCUMENT, encodeURIComponent(DOCUMENT), 'plan', PASSWORD])
      expect(heard).not.toContain(secret)
})

test('Weft’s provider is told that it may only read, alone and on a shared socket', async () => {
  const server = await shared()
  const socket = new WeftSocket(`ws://${server.address}`, { WebSocketPolyfill: WebSocket })
  const name = server.path.slice(1)
  const providers = [
    new WeftProvider(`ws://${server.address}`, name, new Y.Doc(), {
      WebSocketPolyfill: WebSocket,
      disableBc: true,
    }),
    new WeftProvider(`ws://${server.address}`, name, new Y.Doc(), { socket, disableBc: true }),
  ]
  onTestFinished(() => {
    for (const provider of providers) provider.destroy()
    socket.destroy()
  })
  for (const provider of providers) {
    await provider.whenSynced
    await expect.poll(() => provider.doc.getText('text').toString()).toBe('hello')
    expect(provider.rights).toMatchObject({ canWrite: false })
    provider.doc.getText('text').insert(0, 'mine: ')
  }
  server.writer.type('oh, ')
  const late = await writerAt(server)
  await expect.poll(() => late.text).toBe('oh, hello')

  const closes = providers.map(
    (provider) => new Promise((resolve) => provider.on('closed', ({ code }) => resolve(code))),
  )
  await linkOf(server, 'DELETE')
  expect(await Promise.all(closes)).toEqual([4403, 4403])
})

test('who has stopped sharing has stopped it for those who read, too; and a new link is another', async () => {
  const server = await shared()
  const stock = await reader(server).synced()
  const closed = stock.closed()
  await linkOf(server, 'DELETE')
  expect(await closed).toEqual({ code: 4403, reason: 'this link does not work any more' })
  expect(server.writer.provider.wsconnected).toBe(true)
  const { link } = await linkOf(server, 'POST')
  expect(link?.path).not.toBe(server.path)
  expect(await reader(server).closed()).toMatchObject({ code: 4403 })
})

test('a link goes on over a restart, and a stopped one does not', async () => {
  const data = await emptyFolder()
  const server = await shared(data)
  server.weft.signal('SIGTERM')
  await server.weft.ended()

  const again: Shared = { ...server, ...(await startLocked(data)) }
  const stock = await reader(again).synced()
  await expect.poll(() => stock.text).toBe('hello')
  await linkOf(again, 'DELETE')
  await again.weft.kill()

  const third: Shared = { ...server, ...(await startLocked(data)) }
  expect(await reader(third).closed()).toMatchObject({ code: 4403 })
})

test('the link to a deleted document leads nowhere, and works again once that is restored', async () => {
  const server = await shared()
  const name = encodeURIComponent(DOCUMENT)
  const stock = await reader(server).synced()
  const closed = stock.closed()
  await server.ask(`/_weft/documents/${name}`, { method: 'DELETE', headers: withPassword })
  expect(await closed).toMatchObject({ code: 4404 })
  expect(await reader(server).closed()).toMatchObject({ code: 4404 })
  await server.ask(`/_weft/restore/${name}`, { method: 'POST', headers: withPassword })
  const again = await reader(server).synced()
  await expect.poll(() => again.text).toBe('hello')
})

test.each([
  ['with a character less', (path: string) => path.slice(1, -1)],
  ['with a character more', (path: string) => `${path.slice(1)}A`],
  ['with a slash more', (path: string) => `${path.slice(1)}/`],
  ['with a slash before', (path: string) => path],
  ['with an escape', (path: string) => path.slice(1).replace('view/', 'view%2F').slice(0, -1)],
])('a link %s is no document, also for who knows the password', async (_, change) => {
  const server = await shared()
  const lost = new StockClient(`ws://${server.address}`, change(server.path), withPassword)
  expect(await lost.closed()).toMatchObject({ code: 4403 })
})

test('who reads by a link gets nothing else from the server', async () => {
  const { ask, path } = await shared()
  expect((await ask(path)).status).toBe(200)
  expect((await ask('/_weft/documents')).status).toBe(401)
  expect((await ask('/_weft/links')).status).toBe(401)
  expect((await ask(`/_weft/links${path}`, { method: 'POST' })).status).toBe(404)
  expect((await ask(`/_weft/links/other`, { method: 'POST' })).status).toBe(401)
  expect(await (await ask('/_weft/access')).json()).toEqual({ mode: 'password', isIn: false })
  const page = await (await ask(path)).text()
  expect(page).not.toContain('plan')
})

test('the log has neither links nor the password', async () => {
  const server = await shared()
  const stock = await reader(server).synced()
  const closed = stock.closed()
  stock.type('x')
  await closed
  await new StockClient(`ws://${server.address}`, 'notes', {
    authorization: 'Bearer battery horse',
  }).closed()
  // No link ends so: 160 bits leave the last two of it empty.
  await reader({ ...server, path: `${server.path.slice(0, -1)}B` }).closed()
  server.weft.signal('SIGTERM')
  const { stderr, stdout } = await server.weft.ended()
  expect(stderr).toContain('_weft/view/')
  const id = server.path.slice(server.path.lastIndexOf('/') + 1)
  for (const secret of [id, id.slice(0, 12), PASSWORD, 'battery horse'])
    expect(stderr + stdout).not.toContain(secret)
})

test('where everybody may write, a link is not to be had and does not work', async () => {
  const data = await emptyFolder()
  const { path, weft } = await shared(data)
  weft.signal('SIGTERM')
  await weft.ended()

  const open = startWeft('--data', data, '--editor')
  const address = await open.address()
  const answer = await fetch(`http://${address}/_weft/links/notes`, { method: 'POST' })
  expect(answer.status).toBe(403)
  expect(await answer.text()).toMatch(/not offered.*--password-file/)
  expect(await (await fetch(`http://${address}/_weft/access`)).json()).toEqual({
    mode: 'open',
    isIn: true,
  })
  const stock = new StockClient(`ws://${address}`, path.slice(1))
  expect(await stock.closed()).toEqual({
    code: 4403,
    reason: 'read-only links need a server that was started with a password',
  })
})
