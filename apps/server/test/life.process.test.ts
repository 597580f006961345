import { once } from 'node:events'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { isAbsolute, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { emptyFolder, startWeft, type WeftProcess } from './weft-process.ts'

async function start(...args: readonly string[]): Promise<{ weft: WeftProcess; address: string }> {
  const weft = startWeft('--data', await emptyFolder(), ...args)
  return { weft, address: await weft.address() }
}

/** A peer that never answers, not even when it is told that the server goes away. */
async function silentPeer(address: string): Promise<void> {
  const [host = '', port] = address.split(':')
  const socket = connect(Number(port), host)
  onTestFinished(() => void socket.destroy())
  socket.write(
    `GET /notes HTTP/1.1\r\nHost: ${address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  const [answer] = (await once(socket, 'data')) as [Buffer]
  expect(answer.toString()).toContain('101 Switching Protocols')
}

test('what it prints says where it is, where documents are, and how to stop it', async () => {
  const data = await emptyFolder()
  const weft = startWeft('--data', data)
  const address = await weft.address()
  await weft.printed(/Ctrl-C/)
  expect(weft.stdout.split('\n').filter((line) => line.includes(address))).toHaveLength(1)
  expect(weft.stdout).toMatch(/^Weft \d+\.\d+\.\d+$/m)
  expect(weft.stdout).toContain(data)
  expect(isAbsolute(data)).toBe(true)
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s stops it in order', async (signal) => {
  const { weft } = await start()
  weft.signal(signal)
  expect(await weft.ended()).toMatchObject({ code: 0 })
})

test('a peer that does not answer cannot keep it from stopping', async () => {
  const { weft, address } = await start()
  await silentPeer(address)
  weft.signal('SIGTERM')
  expect(await weft.ended()).toMatchObject({ code: 0 })
})

test('a second signal ends it at once', async () => {
  const { weft, address } = await start()
  await silentPeer(address)
  weft.signal('SIGTERM')
  await weft.printed(/Stopping/)
  weft.signal('SIGINT')
  expect(await weft.ended()).toMatchObject({ code: 1 })
})

test('its log is one JSON object per line', async () => {
  const { weft } = await start()
  weft.signal('SIGTERM')
  const { stderr } = await weft.ended()
  const entries = stderr
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  expect(entries[0]).toMatchObject({ level: 'info', event: 'listening' })
})

/** One line of words, and nothing that only programmers read. */
const sentence = (words: RegExp): unknown =>
  expect.stringMatching(new RegExp(`^Cannot [^\\n]*${words.source}[^\\n]*\\n$`))

test('a port in use is said with the remedy', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' ? String(address?.port) : ''
  const weft = startWeft('--data', await emptyFolder(), '--port', port)
  expect(await weft.ended()).toMatchObject({ code: 1, stderr: sentence(/another program.*--port/) })
})

test('a data folder that another server holds is said with the remedy, and the other goes on', async () => {
  const data = await emptyFolder()
  const first = startWeft('--data', data)
  const address = await first.address()
  const second = startWeft('--data', data)
  expect(await second.ended()).toMatchObject({
    code: 1,
    stderr: sentence(/another process.*--data/),
  })
  expect((await fetch(`http://${address}/healthz`)).status).toBe(200)
})

test('a data folder that was killed with its server can be used again', async () => {
  const data = await emptyFolder()
  const first = startWeft('--data', data)
  await first.address()
  await first.kill()
  expect(await startWeft('--data', data).address()).toMatch(/^127\.0\.0\.1:\d+$/)
})

test('a data folder of a later version is said with the remedy and left alone', async () => {
  const data = await emptyFolder()
  const first = startWeft('--data', data)
  await first.address()
  first.signal('SIGTERM')
  await first.ended()
  const file = join(data, 'weft.json')
  const later = (await readFile(file, 'utf8')).replace(/("format":\s*)\d+/, '$1999')
  await writeFile(file, later)
  const second = startWeft('--data', data)
  expect(await second.ended()).toMatchObject({ code: 65, stderr: sentence(/format 999.*newer/) })
  expect(await readFile(file, 'utf8')).toBe(later)
})

test('a data folder that lost its database is said with the remedy, with the code for data', async () => {
  const data = await emptyFolder()
  const first = startWeft('--data', data)
  await first.address()
  await first.kill()
  await rm(join(data, 'db'), { recursive: true })
  const second = startWeft('--data', data)
  expect(await second.ended()).toMatchObject({ code: 65, stderr: sentence(/backup/) })
})

test('a folder that is in use for something else is not taken for documents, and left as it is', async () => {
  const home = await emptyFolder()
  await writeFile(join(home, 'letter.txt'), 'Dear all')
  const refused = startWeft('--data', home)
  expect(await refused.ended()).toMatchObject({ code: 78, stderr: sentence(/--data, e\.g\./) })
  expect(await readdir(home)).toEqual(['letter.txt'])
  await startWeft('--data', join(home, 'weft')).address()
})

test('a data folder that cannot be written is said with the remedy', async () => {
  const weft = startWeft('--data', join('/dev/null', 'data'))
  expect(await weft.ended()).toMatchObject({ code: 78, stderr: sentence(/is a file.*--data/) })
})

test('an address that others could reach is refused', async () => {
  const weft = startWeft('--data', await emptyFolder(), '--host', '0.0.0.0')
  expect(await weft.ended()).toMatchObject({ code: 2, stderr: sentence(/--insecure-open/) })
})

test('an application’s pages are served beside its documents', async () => {
  const pages = await emptyFolder()
  await writeFile(join(pages, 'index.html'), '<title>Ours</title>')
  const weft = startWeft('--data', await emptyFolder(), '--pages', pages)
  const url = `http://${await weft.address()}`
  expect(await (await fetch(url)).text()).toBe('<title>Ours</title>')
  expect((await fetch(`${url}/notes`)).status).toBe(426)
})

test('pages that are not built are said with the remedy', async () => {
  const weft = startWeft('--data', await emptyFolder(), '--pages', await emptyFolder())
  expect(await weft.ended()).toMatchObject({ code: 78, stderr: sentence(/no index.html.*Build/) })
})
