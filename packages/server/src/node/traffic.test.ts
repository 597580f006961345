import { expect, test } from 'vitest'
import { startServer } from './running-server.test-support.ts'
import { SharedClient } from './shared-client.test-support.ts'
import { healthyPair, StockClient } from './stock-client.test-support.ts'

const BYTES = 200_000

test('bytes are counted both ways, also those of connections that have ended', async () => {
  const { url, server } = await startServer()
  const writer = await StockClient.open(`${url}/notes`)
  const reader = await StockClient.open(`${url}/notes`)
  const before = server.status()
  writer.fill(BYTES)
  await reader.isFilled()
  const { receivedBytes, sentBytes } = server.status()
  expect(receivedBytes - before.receivedBytes).toBeGreaterThan(BYTES)
  expect(sentBytes - before.sentBytes).toBeGreaterThan(BYTES)
  writer.end()
  reader.end()
  await expect.poll(() => server.status().connections.own, { timeout: 10_000 }).toBe(0)
  expect(server.status().receivedBytes).toBeGreaterThanOrEqual(receivedBytes)
  expect(server.status().sentBytes).toBeGreaterThanOrEqual(sentBytes)
})

test('a connection that carries many documents is one connection with many sessions', async () => {
  const { url, server } = await startServer({ pathPrefix: '/' })
  const client = await SharedClient.open(url)
  for (const channel of [1, 2, 3]) {
    client.join(channel, `document ${channel}`)
    await client.hears(channel, 'syncStep1')
  }
  expect(server.status()).toMatchObject({
    connections: { own: 0, shared: 1 },
    sessions: { joined: 3 },
    rooms: { live: 3 },
  })
})

test('an observer that throws harms nobody, and is counted', async () => {
  const observe = () => {
    throw new Error('a fault of the application')
  }
  const running = await startServer({ observe })
  const pair = await healthyPair(running)
  await pair.roundTrip()
  expect(pair.isUnharmed).toBe(true)
  expect(running.server.counters.get('observe-failed')).toBeGreaterThan(0)
})
