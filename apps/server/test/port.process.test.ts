import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { decodeMessage, encodeMessage } from '@weft/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { Doc, applyUpdate, encodeStateVector } from 'yjs'
import { WeftProcess, emptyFolder, startWeft } from './weft-process.ts'

let weft: WeftProcess
let address: string

beforeAll(async () => {
  weft = new WeftProcess(['--editor', '--data', await emptyFolder()])
  address = await weft.address()
})
afterAll(() => weft.kill())

/** Sends a request as it stands: clients would tidy the path and refuse to set the Host. */
async function ask(path: string, ...headers: readonly string[]): Promise<string> {
  const [host = '', port] = address.split(':')
  const socket = connect(Number(port), host)
  const lines = headers.some((line) => line.startsWith('Host'))
    ? headers
    : ['Host: localhost', ...headers]
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`)
  return text(socket)
}

/** How a WebSocket that is opened with these headers is closed. */
async function closeOf(headers: Readonly<Record<string, string>>): Promise<[number, string]> {
  const socket = new WebSocket(`ws://${address}/notes`, { headers })
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer]
  return [code, reason.toString()]
}

describe('the port', () => {
  test.each(['/healthz', '/readyz'])('%s is good', async (path) => {
    expect(await ask(path)).toMatch(/^HTTP\/1\.1 200 .*\{"status":"ok"\}/s)
  })

  test('a document asked for without a WebSocket', async () => {
    expect(await ask('/notes')).toMatch(/^HTTP\/1\.1 426 .*WebSocket/s)
  })

  test.each([
    '/_weft/../package.json',
    '/_weft/%2e%2e/package.json',
    '/_weft/..%2f..%2fpackage.json',
    '/_weft//etc/passwd',
    '/../../../../etc/passwd',
    '/d/../../etc/passwd',
  ])('%s leads nowhere', async (path) => {
    expect(await ask(path)).toMatch(/^HTTP\/1\.1 404 /)
  })

  test('answers anything but HTTP by hanging up, and lives on', async () => {
    const [host = '', port] = address.split(':')
    const socket = connect(Number(port), host)
    socket.end('\0\u0001\u0002 not http\r\n\r\n')
    await text(socket)
    expect(await ask('/healthz')).toMatch(/^HTTP\/1\.1 200 /)
  })
})

describe('without authentication', () => {
  test.each([['Host: weft.example'], ['Host: localhost', 'X-Forwarded-For: 127.0.0.1']])(
    'a request with %s %s is refused in words',
    async (...headers) => {
      expect(await ask('/', ...headers)).toMatch(/^HTTP\/1\.1 403 .*--insecure-open/s)
    },
  )

  test.each([[{ Host: 'weft.example' }], [{ Via: '1.1 proxy' }]])(
    'a WebSocket with %o is closed for good, with words',
    async (headers) => {
      expect(await closeOf(headers)).toEqual([4403, expect.stringContaining('--insecure-open')])
    },
  )
})

describe('[A30] a page from elsewhere', () => {
  test.each(['https://evil.example', 'null', 'http://localhost.evil.example'])(
    'such as %s is refused by name',
    async (origin) => {
      const words = expect.stringMatching(/^pages from .* may not connect here/)
      expect(await closeOf({ Origin: origin })).toEqual([4403, words])
      expect(await ask('/', 'Host: localhost', `Origin: ${origin}`)).toMatch(
        /^HTTP\/1\.1 403 .*may not connect here/s,
      )
    },
  )

  test('may connect if --allow-origin names it', async () => {
    const origin = 'https://app.example.org'
    const open = startWeft(`--data=${await emptyFolder()}`, `--allow-origin=${origin}`)
    const socket = new WebSocket(`ws://${await open.address()}/notes`, { headers: { origin } })
    await once(socket, 'open')
    socket.send(Buffer.from([0, 0, 1, 0]))
    const [message] = (await once(socket, 'message')) as [Buffer]
    expect(message[0]).toBe(0)
    socket.terminate()
  })
})

describe('the editor', () => {
  test.each(['/', '/d/notes'])('%s is its page, under a strict policy', async (path) => {
    const answer = await ask(path)
    expect(answer).toMatch(/^HTTP\/1\.1 200 .*<!doctype html>/is)
    expect(answer).toContain("default-src 'none'; script-src 'self';")
    expect(answer).toContain('X-Content-Type-Options: nosniff')
    expect(answer).toContain('Referrer-Policy: same-origin')
    expect(answer).toContain('Cross-Origin-Opener-Policy: same-origin')
  })

  test('every file that the page names is there, and kept by browsers for good', async () => {
    const names = [...(await ask('/')).matchAll(/(?:src|href)="(\/_weft\/assets\/[^"]+)"/g)]
    expect(names.length).toBeGreaterThan(0)
    for (const [, name = ''] of names)
      expect(await ask(name)).toMatch(/^HTTP\/1\.1 200 .*immutable/s)
  })

  test('the welcome document is there for the first who opens it, and then in the list', async () => {
    const doc = new Doc()
    const socket = new WebSocket(`ws://${address}/welcome`)
    await once(socket, 'open')
    socket.send(encodeMessage({ type: 'syncStep1', stateVector: encodeStateVector(doc) }))
    socket.on('message', (data: Buffer) => {
      const message = decodeMessage(data)
      if (message.type === 'syncStep2' || message.type === 'update')
        applyUpdate(doc, message.update)
    })
    await new Promise((resolve) => doc.once('update', resolve))
    expect(doc.getXmlFragment('default').toJSON()).toContain('Welcome to Weft')
    socket.close()
    const list = await ask('/_weft/documents')
    expect(list).toMatch(/"document":"welcome","sizeBytes":\d+,"changedMs":\d+/)
  })
})
