import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import type { ServerOptions } from './options.ts'
import { joined, RawClient, upgradeRequest } from './raw-client.test-support.ts'
import { startServer } from './running-server.test-support.ts'
import { StockClient } from './stock-client.test-support.ts'

/** Clients say who they are in the path: `/<address>/<room>`. */
const clientAddress = ({ url }: IncomingMessage): string | undefined => url?.split('/')[1]

test('an address with too many connections is refused with 4529, others are not', async () => {
  const running = await startServer({ clientAddress, limits: { maxConnectionsPerAddress: 3 } })
  const { port, server, log, url } = running
  const clients = [
    await joined(port, '/a/x'),
    await joined(port, '/a/y'),
    await joined(port, '/a/z'),
  ]
  const next = await RawClient.open(port, '/a/x')
  expect(await next.closed()).toBe(4529)
  await next.ended()
  await joined(port, '/b/x')
  expect(server.counters.get('too-many.address')).toBe(1)
  expect(log.all('peer-refused')).toMatchObject([{ code: 4529 }])
  // Whoever goes makes room.
  clients[0]?.socket.destroy()
  await expect.poll(async () => (await StockClient.open(`${url}/a/x`)).isSynced).toBe(true)
})

test('too many connections in all are refused with 1013, also while upgrades are half open', async () => {
  const { port, server, url } = await startServer({ limits: { maxConnections: 4 } })
  await joined(port, '/room')
  const silent = new RawClient(port)
  const halfOpen = new RawClient(port)
  halfOpen.socket.write(upgradeRequest('/room').slice(0, 40))
  await joined(port, '/room')
  const next = await RawClient.open(port)
  expect(await next.closed()).toBe(1013)
  expect(server.counters.get('too-many.total')).toBe(1)
  silent.socket.destroy()
  halfOpen.socket.destroy()
  await next.ended()
  await expect.poll(async () => (await StockClient.open(`${url}/room`)).isSynced).toBe(true)
})

test('far too many connections are cut off without a word, and leave no trace', async () => {
  const { port, server, url } = await startServer({ limits: { maxConnections: 4 } })
  const clients = Array.from({ length: 60 }, () => new RawClient(port))
  // 4 and the 16 that may be told.
  await Promise.all(clients.slice(20).map((client) => client.ended()))
  expect(server.counters.get('connection-dropped')).toBe(40)
  expect(clients.slice(0, 20).every(({ hasEnded }) => !hasEnded)).toBe(true)
  for (const client of clients) client.socket.destroy()
  await expect.poll(async () => (await StockClient.open(`${url}/room`)).isSynced).toBe(true)
})

test.each([
  [
    'throws',
    () => {
      throw new Error('a fault of the application')
    },
  ],
  ['is an async function', () => Promise.resolve('a')],
])('clientAddress that %s lets nobody in for now, and is logged', async (_title, hook: unknown) => {
  const { port, log } = await startServer({ clientAddress: hook } as Partial<ServerOptions>)
  const client = await RawClient.open(port)
  expect(await client.closed()).toBe(1013)
  expect(log.all('hook-failed')).toMatchObject([{ hook: 'clientAddress' }])
})

test('[A8] the head of a request has a limit that can be set', async () => {
  const { port } = await startServer({ limits: { maxHeaderBytes: 20_000 } })
  const client = new RawClient(port)
  client.socket.write(upgradeRequest('/room', `x: ${'y'.repeat(15_000)}`))
  expect(await client.answered()).toBe(101)
})
