import { once } from 'node:events'
import { mkdir, rm, stat, symlink } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { requireServer } from './admin-client.ts'
import { bearer, open, temporaryFolder, token } from './opened-admin.test-support.ts'

const WAIT = { timeout: 20_000 }

/** A connection that sends what it is told. */
function raw(place: string): { readonly socket: Socket; readonly heard: () => string } {
  const { hostname, port } = place.startsWith('http') ? new URL(place) : { hostname: '', port: '' }
  const socket = hostname === '' ? connect(place) : connect(Number(port), hostname)
  let heard = ''
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text))
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  return { socket, heard: () => heard }
}

const request = (line: string, ...headers: readonly string[]): string =>
  [line, 'Host: localhost', ...headers, '', ''].join('\r\n')
const authorized = `Authorization: Bearer ${token}`

describe('a path', () => {
  test.each([
    '//api/upload',
    '/api//upload',
    '/api/upload/',
    '/API/upload',
    '/api%2Fupload',
    '/%61pi/upload',
    '/x/../api/upload',
    '/./api/upload',
    '/page/../api/upload',
    '/api/upload;x',
    '/api/upload#x',
    '\\api\\upload',
    'http://localhost/api/upload',
    'api/upload',
    '*',
  ])('as %s is not that of a route, and tells nobody without a token so', async (path) => {
    const { address } = await open()
    const outside = raw(address)
    outside.socket.write(request(`POST ${path} HTTP/1.1`, 'Content-Length: 0'))
    await expect.poll(outside.heard, WAIT).toMatch(/^HTTP\/1\.1 40[01] /)
    const inside = raw(address)
    inside.socket.write(request(`POST ${path} HTTP/1.1`, 'Content-Length: 0', authorized))
    await expect.poll(inside.heard, WAIT).toMatch(/^HTTP\/1\.1 40[04] /)
  })

  test.each(['a/b', '100%', 'a?b#c', 'a%2Fb', 'Ünï↯💡', 'a b', '<b>"&', '...', 'a..b', '//', '\\'])(
    'names the document %s as it is',
    async (document) => {
      const { data, address } = await open()
      const path = `/api/documents/${encodeURIComponent(document)}`
      const answer = await fetch(`${address}${path}`, bearer(token))
      expect(await answer.json()).toEqual({ document })
      expect(await (await requireServer(data, '1.0.0')).json('GET', path)).toEqual({ document })
    },
  )

  test.each(['%2E%2E', '..%2Fa', 'a%2F.%2Fb', '%', '%FF', '%00', '%0A', 'x'.repeat(513)])(
    'with %s for a document is refused',
    async (name) => {
      const { address } = await open()
      const { socket, heard } = raw(address)
      socket.write(request(`GET /api/documents/${name} HTTP/1.1`, authorized))
      await expect.poll(heard, WAIT).toMatch(/^HTTP\/1\.1 400 [^]*(?:name must|percent-encoding)/)
    },
  )
})

describe('a stranger', () => {
  test('who sends a huge body is answered at once, and not read for long', async () => {
    const { address } = await open()
    const { socket, heard } = raw(address)
    socket.write(request('POST /api/upload HTTP/1.1', 'Content-Length: 1000000000000'))
    const chunk = Buffer.alloc(64 * 1024)
    const pump = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    }
    socket.on('drain', pump)
    pump()
    await expect.poll(heard, WAIT).toMatch(/^HTTP\/1\.1 401 /)
    await expect.poll(() => socket.destroyed, WAIT).toBe(true)
  })

  test('who sends many headers, or too long ones, is refused', async () => {
    const { address } = await open()
    const many = Array.from({ length: 5_000 }, (_, index) => `X-${index}: x`)
    for (const headers of [many, [`X: ${'x'.repeat(100_000)}`]]) {
      const { socket, heard } = raw(address)
      socket.write(request('GET /api HTTP/1.1', ...headers))
      await expect.poll(heard, WAIT).toMatch(/^HTTP\/1\.1 431 /)
    }
  })

  test('who sends a body by two lengths at once is refused', async () => {
    const { address } = await open()
    const { socket, heard } = raw(address)
    const both = ['Content-Length: 5', 'Transfer-Encoding: chunked']
    socket.write(`${request('POST /api/upload HTTP/1.1', ...both)}0\r\n\r\nGET /api HTTP/1.1`)
    await expect.poll(heard, WAIT).toMatch(/^HTTP\/1\.1 400 /)
  })

  test('who says nothing is cut off', async () => {
    const { address, data } = await open({ headersMs: 500 })
    const begun = raw(address)
    begun.socket.write('GET /api HTTP/1.1\r\nHost: localhost\r\nX: ')
    const all = [raw(address), raw(join(data, 'admin.sock')), begun]
    await Promise.all(
      all.map(async ({ socket }) => {
        socket.resume()
        await once(socket, 'close')
      }),
    )
    expect(begun.heard()).toMatch(/^HTTP\/1\.1 408 /)
  })
})

test('of a thousand connections that say nothing fifty are kept, and then there is room again', async () => {
  const { address, data } = await open()
  for (const place of [address, join(data, 'admin.sock')]) {
    const all = Array.from({ length: 1_000 }, () => raw(place))
    let closed = 0
    for (const { socket } of all) socket.resume().on('close', () => (closed += 1))
    await expect.poll(() => closed, WAIT).toBe(950)
    for (const { socket } of all) socket.destroy()
    await expect.poll(() => closed, WAIT).toBe(1_000)
  }
  const answers = (): Promise<number | string> =>
    fetch(`${address}/metrics`, bearer(token)).then(({ status }) => status, String)
  await expect.poll(answers, WAIT).toBe(200)
  expect(await (await requireServer(data, '1.0.0')).version()).toBe('1.0.0')
})

describe('the socket', () => {
  test('of a folder that is reached by a link is that of the folder', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'real'))
    await symlink(join(folder, 'real'), join(folder, 'link'))
    await open({ data: join(folder, 'link') })
    expect(await (await requireServer(join(folder, 'real'), '1.0.0')).version()).toBe('1.0.0')
  })

  test('is made anew where a link to another file stands, and that file stays as it is', async () => {
    const folder = await temporaryFolder()
    const data = join(folder, 'data')
    await mkdir(data)
    await mkdir(join(folder, 'precious'))
    await symlink(join(folder, 'precious'), join(data, 'admin.sock'))
    await open({ data })
    expect((await stat(join(data, 'admin.sock'))).isSocket()).toBe(true)
    expect((await stat(join(folder, 'precious'))).isDirectory()).toBe(true)
  })

  test('that somebody removed is asked for in words, and comes back with the next start', async () => {
    const data = await temporaryFolder()
    const { admin } = await open({ data })
    await rm(join(data, 'admin.sock'))
    await expect(requireServer(data, '1.0.0')).rejects.toThrow(/No server runs/)
    await admin.close()
    await open({ data })
    expect(await (await requireServer(data, '1.0.0')).version()).toBe('1.0.0')
  })
})

test('connections that say nothing keep nobody out who has the token, and end nobody’s', async () => {
  const { address } = await open()
  const known = raw(address)
  const ask = request('POST /api/upload HTTP/1.1', 'Content-Length: 0', authorized)
  known.socket.write(ask)
  await expect.poll(known.heard, WAIT).toMatch(/^HTTP\/1\.1 200 /)
  const silent = Array.from({ length: 200 }, () => raw(address).socket)
  await expect.poll(() => silent.filter(({ closed }) => closed).length, WAIT).toBe(150)
  expect((await fetch(`${address}/api/documents/a`, bearer(token))).status).toBe(200)
  known.socket.write(ask)
  await expect.poll(known.heard, WAIT).toMatch(/200 [^]*HTTP\/1\.1 200 /)
})
