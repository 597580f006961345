import { expect, test, vi } from 'vitest'
import { encodeMessage } from '@weft/protocol'
import { MIB } from './memory.test-support.ts'
import { frame, hex, joined } from './raw-client.test-support.ts'
import { startServer } from './running-server.test-support.ts'
import { healthyPair, StockClient } from './stock-client.test-support.ts'

// Megabytes go through sockets here; on a machine that does other things as well, that takes its time.
vi.setConfig({ testTimeout: 30_000 })

const QUERY = frame(hex('03'))

function frames(count: number, of: Uint8Array): Uint8Array[] {
  return Array.from({ length: count }, () => of)
}

/** How long some work takes, in milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now()
  await work()
  return performance.now() - startMs
}

test('[A25] over its rate a peer is left unread, and all that it sent arrives in the end', async () => {
  const running = await startServer({ limits: { maxMessagesPerSecond: 500, maxMessageBurst: 100 } })
  const pair = await healthyPair(running)
  const [writer, reader] = [
    await StockClient.open(`${running.url}/room`),
    await StockClient.open(`${running.url}/room`),
  ]
  const tookMs = await timed(async () => {
    for (let sent = 0; sent < 600; sent += 1) writer.type('.')
    await pair.roundTrip()
    expect(reader.text.length).toBeLessThan(400)
    await reader.reads('.'.repeat(600))
  })
  // 500 of them beyond the burst, at 500 a second.
  expect(tookMs).toBeGreaterThan(800)
  expect(running.server.counters.get('rate-limited')).toBeGreaterThan(0)
  expect(running.log.all('peer-closed')).toEqual([])
})

test('[A25] what a peer sent before it left is taken, however fast it came', async () => {
  const running = await startServer({ limits: { maxMessagesPerSecond: 500, maxMessageBurst: 100 } })
  const reader = await StockClient.open(`${running.url}/room`)
  const writer = await StockClient.open(`${running.url}/room`)
  for (let sent = 0; sent < 300; sent += 1) writer.type('.')
  writer.leave()
  await reader.reads('.'.repeat(300))
  expect(running.log.all('peer-closed')).toEqual([])
})

test('[A25] a peer that presses against its rate for too long is closed with 4529', async () => {
  const running = await startServer({
    limits: { maxMessagesPerSecond: 500, maxMessageBurst: 100, overRateTimeoutMs: 300 },
  })
  const pair = await healthyPair(running)
  const client = await joined(running.port)
  client.send(...frames(100_000, QUERY))
  expect(await client.closed()).toBe(4529)
  await client.ended()
  expect(running.server.counters.get('closed.4529')).toBe(1)
  await pair.roundTrip()
})

test('[A25] bytes have a rate of their own', async () => {
  const running = await startServer({
    limits: { maxBytesPerSecond: 2 * MIB, maxByteBurst: MIB, overRateTimeoutMs: 300 },
  })
  const client = await joined(running.port)
  // Messages that change nothing.
  const message = encodeMessage({ type: 'permissionDenied', reason: 'x'.repeat(MIB) })
  client.send(...frames(8, frame(message)))
  expect(await client.closed()).toBe(4529)
  expect(running.server.counters.get('rate-limited')).toBeGreaterThan(0)
})

test.each([
  ['pongs', frame(hex(''), 10)],
  ['fragments of nothing', Buffer.concat([frame(hex(''), 2, false), frame(hex('03'), 0)])],
])('[A25] %s count, too', async (_title, bytes) => {
  const running = await startServer({
    limits: { maxMessagesPerSecond: 20_000, maxMessageBurst: 100, overRateTimeoutMs: 300 },
  })
  const client = await joined(running.port)
  client.send(...frames(50_000, bytes))
  expect(await client.closed()).toBe(4529)
})

// In real time, which a machine that does other things as well may lack.
test('a peer that we leave unread is not cut off for its silence', { retry: 2 }, async () => {
  const running = await startServer({
    limits: {
      maxMessagesPerSecond: 20,
      maxMessageBurst: 10,
      pingIntervalMs: 40,
      silenceTimeoutMs: 150,
      overRateTimeoutMs: 60_000,
    },
  })
  const client = await joined(running.port)
  // All in one read, and one pong behind them: real time must pass here, a second at this rate.
  client.send(...frames(60, QUERY), frame(hex(''), 10))
  await expect
    .poll(() => running.server.counters.get('rate-limited'), { timeout: 10_000 })
    .toBeGreaterThan(15)
  expect(running.log.all('peer-silent')).toEqual([])
})

test('nine thousand messages in one read do not hold the others up', async () => {
  const running = await startServer()
  const pair = await healthyPair(running)
  const client = await joined(running.port)
  const quietMs = await timed(() => pair.roundTrip())
  client.send(...frames(18_000, frame(hex('03'))))
  let worstMs = 0
  for (let round = 0; round < 50; round += 1) {
    worstMs = Math.max(worstMs, await timed(() => pair.roundTrip()))
  }
  expect(worstMs).toBeLessThan(50 + 20 * quietMs)
  expect(running.log.all('peer-closed')).toEqual([])
})

test('what honest clients send at their busiest is within every rate', async () => {
  const running = await startServer()
  const [writer, reader] = [
    await StockClient.open(`${running.url}/room`),
    await StockClient.open(`${running.url}/room`),
  ]
  // Thousands of offline edits that come one by one, and a 24 MiB picture on top.
  for (let sent = 0; sent < 5_000; sent += 1) writer.type('.')
  writer.fill(24 * MIB)
  for (let moves = 0; moves < 200; moves += 1) writer.awareness.setLocalState({ caret: moves })
  await reader.reads('.'.repeat(5_000))
  await reader.isFilled()
  expect(running.server.counters.get('rate-limited')).toBeUndefined()
})
