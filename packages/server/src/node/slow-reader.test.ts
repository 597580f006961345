import { MemoryStorage } from '@weft/storage'
import { expect, onTestFinished, test, vi } from 'vitest'
import { bufferBytes, MIB } from './memory.test-support.ts'
import { frame, hex, RawClient } from './raw-client.test-support.ts'
import { startServer } from './running-server.test-support.ts'
import { HealthyPair, StockClient } from './stock-client.test-support.ts'

// Megabytes go through sockets here; on a machine that does other things as well, that takes its time.
vi.setConfig({ testTimeout: 30_000 })

/** What the kernel itself may keep of a connection that nobody reads. */
const KERNEL_BYTES = 5 * MIB

test('a reader that stops costs a bounded amount of memory, and converges when it reads on', async () => {
  const storage = new MemoryStorage()
  const storedBytes = async () => (await storage.list())[0]?.sizeBytes ?? 0
  const { server, url, log } = await startServer({ storage })
  const writer = await StockClient.open(`${url}/room`)
  const reader = await StockClient.open(`${url}/room`)
  const healthy = await StockClient.open(`${url}/room`)
  reader.socket.pause()
  const before = bufferBytes() - (await storedBytes())
  for (let round = 1; round <= KERNEL_BYTES / MIB + 24; round += 1) {
    writer.fill(MIB)
    writer.type('.')
    await healthy.reads('.'.repeat(round))
  }

  expect(server.counters.get('left-behind')).toBe(1)
  expect(bufferBytes() - (await storedBytes()) - before).toBeLessThan(20 * MIB)
  reader.socket.resume()
  await reader.reads(writer.text)
  expect(server.counters.get('caught-up')).toBe(server.counters.get('left-behind'))
  expect(log.all('peer-closed')).toEqual([])
  writer.type('on')
  await reader.reads(writer.text)
})

test('a reader that reads nothing for too long is closed with 4508', async () => {
  const { url, port, log } = await startServer({ limits: { stallTimeoutMs: 50 } })
  const writer = await StockClient.open(`${url}/room`)
  writer.fill(KERNEL_BYTES + 4 * MIB)
  await (await StockClient.open(`${url}/room`)).isFilled()
  const reader = await RawClient.open(port, '/room')
  reader.socket.pause()
  reader.send(frame(hex('00 00 01 00')))
  await log.until('the reader has joined', () => log.all('peer-joined').length === 3)
  writer.type('a change that leaves the reader behind')
  expect(await log.first('peer-closed')).toMatchObject({ code: 4508 })
})

test.each([
  ['[A24] sync step 1', hex('00 00 01 00')],
  ['a query for awareness', hex('03')],
])('%s, asked a thousand times without reading, costs little', async (_title, question) => {
  const { server, url, port } = await startServer()
  const pair = await HealthyPair.open(url)
  onTestFinished(() => pair.end())
  const writer = await StockClient.open(`${url}/room`)
  writer.awareness.setLocalState({ name: 'x'.repeat(16_000) })
  writer.fill(MIB)
  await (await StockClient.open(`${url}/room`)).isFilled()
  const client = await RawClient.open(port, '/room')
  client.send(frame(hex('00 00 01 00')))
  await client.heard()
  client.socket.pause()
  const before = bufferBytes()
  client.send(...Array.from({ length: 1_000 }, () => frame(question)))
  for (let round = 0; round < 8; round += 1) await pair.roundTrip()
  expect(bufferBytes() - before).toBeLessThan(16 * MIB)
  expect(server.counters.get('closed.4400')).toBeUndefined()
})
