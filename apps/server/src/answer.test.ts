import { once } from 'node:events'
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { sendAnswer } from './answer.ts'

const MIB = 1024 * 1024

test('what is sent in pieces is read no faster than the other end reads, and no longer than it is there', async () => {
  let read = 0
  let hasEnded = false
  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      for (; read < 256; read += 1) yield Buffer.alloc(MIB)
    } finally {
      hasEnded = true
    }
  }
  const server = createServer((request, response) => {
    sendAnswer(request, response, {
      status: 200,
      type: 'image/png',
      body: { bytes: 256 * MIB, pieces: pieces() },
    }).catch(() => response.destroy())
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const asking = get({ host: '127.0.0.1', port }).on('error', () => undefined)
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  expect(answer.headers['content-length']).toBe(String(256 * MIB))
  // Until nothing more is read: what the system takes for both ends is full.
  let before = -1
  await expect.poll(() => before === (before = read), { interval: 100, timeout: 10_000 }).toBe(true)
  expect(read).toBeLessThan(128)
  asking.destroy()
  await expect.poll(() => hasEnded).toBe(true)
})
