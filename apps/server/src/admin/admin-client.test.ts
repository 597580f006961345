import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { StartProblem } from '../start-problem.ts'
import { AdminClient } from './admin-client.ts'

/** A client of a server that does this with whoever connects. */
async function clientOf(serve: (socket: Socket) => void): Promise<AdminClient> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-client-'))
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    serve(socket)
  })
  const path = join(folder, 'admin.sock')
  server.listen(path)
  await once(server, 'listening')
  onTestFinished(async () => {
    server.close()
    await rm(folder, { recursive: true })
  })
  return new AdminClient(path)
}

/** More than fits into all buffers on the way. @param failing After which it cannot be read any more. */
async function* upload(failing?: Error): AsyncGenerator<Uint8Array> {
  for (let part = 0; part < 200; part += 1) {
    yield new Uint8Array(256 * 1024)
    await new Promise((resolve) => setImmediate(resolve))
    if (failing && part === 3) throw failing
  }
}

const uploaded = (client: AdminClient, failing?: Error): Promise<unknown> =>
  client.json('POST', '/api/import', { body: upload(failing) })

const answer = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{}\n\r\n'

test.each<[string, (socket: Socket) => void]>([
  ['before it answers', (socket) => socket.once('data', () => socket.destroy())],
  ['in the middle of its answer', (socket) => socket.once('data', () => socket.end(answer))],
  [
    'after half an answer',
    (socket) => socket.once('data', () => socket.write(answer, () => socket.destroy())),
  ],
])('a server that goes away amid an upload %s is told in words', async (_when, serve) => {
  const client = await clientOf(serve)
  const error: unknown = await uploaded(client).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(StartProblem)
  expect(String(error)).toContain('went away before it was done')
})

test('a server that was there a moment ago and is not any more is told in words', async () => {
  const client = new AdminClient(join(tmpdir(), 'weft-nobody-listens-here.sock'))
  await expect(client.json('GET', '/api')).rejects.toThrow(StartProblem)
  await expect(client.version()).rejects.toMatchObject({ code: 'ENOENT' })
})

test('what cannot be read to be sent is told as that, not as the server’s fault', async () => {
  const client = await clientOf((socket) => socket.resume())
  const failing = new Error('the archive ends too early')
  await expect(uploaded(client, failing)).rejects.toBe(failing)
})

test('a server that refuses before it has read all is heard', async () => {
  const refusal = JSON.stringify({ error: 'Cannot import that. Do something else.' })
  const client = await clientOf((socket) =>
    socket.once('data', () => {
      socket.write(
        `HTTP/1.1 409 Conflict\r\nContent-Length: ${refusal.length}\r\nConnection: close\r\n\r\n${refusal}`,
      )
      socket.resume()
    }),
  )
  await expect(uploaded(client)).rejects.toThrow('Do something else.')
})

test('who no longer wants to wait gets that, and nothing about the server', async () => {
  const client = await clientOf((socket) => socket.resume())
  const ending = new AbortController()
  const asked = client.json('POST', '/api/import', { body: upload(), signal: ending.signal })
  setImmediate(() => ending.abort())
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' })
})
