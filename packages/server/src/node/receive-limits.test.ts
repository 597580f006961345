import { encodeMessage } from '@weft/protocol'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { bufferBytes, MIB } from './memory.test-support.ts'
import { frame, frameHeader, hex, joined, RawClient } from './raw-client.test-support.ts'
import type { ServerOptions } from './options.ts'
import { KeptLog, startServer, testOptions } from './running-server.test-support.ts'
import { createServer } from './server.ts'
import { healthyPair } from './stock-client.test-support.ts'

// Megabytes go through sockets here; on a machine that does other things as well, that takes its time.
vi.setConfig({ testTimeout: 30_000 })

const STEP_1 = frame(hex('00 00 01 00'))

/** A message of this size, or a byte less, that changes nothing. */
function messageOf(bytes: number): Uint8Array {
  return encodeMessage({ type: 'permissionDenied', reason: 'x'.repeat(bytes - 5) })
}

test('[A3] a message of exactly the limit is taken', async () => {
  const running = await startServer({ limits: { maxMessageBytes: MIB } })
  const client = await joined(running.port)
  expect(messageOf(MIB).length).toBe(MIB)
  client.send(frame(messageOf(MIB)), STEP_1)
  const pair = await healthyPair(running)
  await pair.roundTrip()
  expect(running.log.all('peer-closed')).toEqual([])
  client.send(frameHeader(MIB + 1))
  expect(await client.closed()).toBe(4413)
})

/** A server that shows how much it has read from each connection. */
async function startMetered(options: Partial<ServerOptions>) {
  const sockets: Socket[] = []
  const http = createHttpServer().on('connection', (socket) => sockets.push(socket))
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const server = createServer(testOptions(new KeptLog(), { server: http, ...options }))
  onTestFinished(async () => {
    await server.close()
    http.close()
  })
  const { port } = http.address() as AddressInfo
  const readBytes = () => sockets.map(({ bytesRead }) => bytesRead)
  // Many rounds of the event loop without a byte more: nobody reads them.
  const hasNoMore = async () => {
    for (let rounds = 0, before = 0; rounds < 100; rounds += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      const read = Math.max(...readBytes())
      if (read > before) rounds = 0
      before = read
    }
  }
  return { port, server, readBytes, hasNoMore }
}

test('[A3] who is not let in yet, or was refused, may not even begin a large message', async () => {
  const { port, server, readBytes, hasNoMore } = await startMetered({
    refuse: ({ url }) => (url === '/refused' ? 'not today' : undefined),
  })
  const [early, refused] = [await RawClient.open(port), await RawClient.open(port, '/refused')]
  expect(await refused.closed()).toBe(4403)
  for (const client of [early, refused]) client.send(frameHeader(20 * MIB), Buffer.alloc(20 * MIB))
  expect(await early.closed()).toBe(4413)
  await hasNoMore()
  expect(Math.max(...readBytes())).toBeLessThan(MIB)
  expect(server.counters.get('closed.4413')).toBe(1)
})

test('[A3] small messages before it is let in add up', async () => {
  const { port } = await startServer({ authorize: () => new Promise(() => {}) })
  const client = await RawClient.open(port)
  for (let sent = 0; sent < 300; sent += 1) client.send(frame(messageOf(1_000)))
  expect(await client.closed()).toBe(4500)
})

test('[A3] all peers together may not hold more than the budget: the oldest message is given up', async () => {
  const running = await startServer({ limits: { maxReceivingBytes: 10 * MIB } })
  const pair = await healthyPair(running)
  const before = bufferBytes()
  const clients: RawClient[] = []
  for (let index = 0; index < 20; index += 1) {
    const client = await joined(running.port)
    clients.push(client)
    client.send(frameHeader(2 * MIB), Buffer.alloc(2 * MIB - 1))
  }
  // The last four fit into the budget; each of the others made room for one.
  await Promise.all(clients.slice(0, 16).map((client) => client.ended()))
  await pair.roundTrip()
  expect(clients.slice(16).map(({ hasEnded }) => hasEnded)).toEqual([false, false, false, false])
  expect(bufferBytes() - before).toBeLessThan(20 * MIB)
  expect(running.server.counters.get('closed.1013')).toBe(16)
  clients.at(-1)?.send(hex('00'))
  expect(await clients.at(-1)?.closed()).toBe(4400)
})

test('[A3] a message that stops on the way is given up, and its memory with it', async () => {
  const running = await startServer({ limits: { receiveTimeoutMs: 100 } })
  const client = await joined(running.port)
  client.send(frameHeader(20 * MIB), Buffer.alloc(60_000))
  expect(await client.closed()).toBe(4500)
  expect(running.log.all('peer-closed')).toMatchObject([
    { code: 4500, reason: 'a message did not arrive in time' },
  ])
})

test('fragments of the extension that stop on the way are given up, too', async () => {
  const running = await startServer({ limits: { receiveTimeoutMs: 100 } })
  const client = await RawClient.open(running.port)
  client.send(frame(hex('40 01 01 61 00 00 00')))
  await client.heard()
  // The first of 1,000 bytes of a message of 5,000.
  client.send(frame(Buffer.concat([hex('48 88 27 00 e8 07'), Buffer.alloc(1_000)])))
  expect(await client.closed()).toBe(4500)
})

test('bytes are a sign of life, also before a message is whole', { retry: 2 }, async () => {
  const limits = { pingIntervalMs: 40, silenceTimeoutMs: 150 }
  const running = await startServer({ limits })
  const client = await joined(running.port)
  client.send(frameHeader(1_000))
  // Busy sending, a browser cannot answer pings. Real time must pass here: three silence timeouts.
  for (let sent = 0; sent < 15; sent += 1) {
    client.send(hex('00'))
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  expect(running.log.all('peer-silent')).toEqual([])
})
