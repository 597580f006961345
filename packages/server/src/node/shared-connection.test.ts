import { MAX_CHANNEL_FRAME_BYTES } from '@weft/protocol'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { frame, frameHeader, hex, RawClient } from './raw-client.test-support.ts'
import { startServer } from './running-server.test-support.ts'
import { SharedClient } from './shared-client.test-support.ts'
import { HealthyPair, healthyPair, StockClient } from './stock-client.test-support.ts'

function updateOf(bytes: number): Uint8Array {
  const doc = new Y.Doc()
  doc.getMap('map').set('large', new Uint8Array(bytes).fill(7))
  return Y.encodeStateAsUpdate(doc)
}

describe('a shared connection over a real socket', () => {
  test('carries small and large messages of many documents, both ways', async () => {
    const { url, server } = await startServer({ pathPrefix: '/' })
    const sizes = [1, 100, 16_380, 16_400, 60_000, 300_000]
    const client = await SharedClient.open(url)
    for (const [index, size] of sizes.entries()) {
      const channel = index + 1
      client.join(channel, `document ${channel}`)
      await client.hears(channel, 'syncStep1')
      // Whole frames: a client may send them up to the limit.
      const update = updateOf(Math.min(size, 200_000))
      client.sayIn(channel, { type: 'syncStep2', update })
      await client.hears(channel, 'saved')
    }
    const reader = await SharedClient.open(url)
    for (const [index, size] of sizes.entries()) {
      reader.join(index + 1, `document ${index + 1}`)
      // A large state is told in an update, and then a step 2.
      const told = size >= 65_536 ? 'update' : 'syncStep2'
      const { update } = await reader.hears(index + 1, told)
      const doc = new Y.Doc()
      Y.applyUpdate(doc, update)
      const large = doc.getMap('map').get('large')
      expect(large instanceof Uint8Array && large.length).toBe(Math.min(size, 200_000))
    }
    expect([server.peers, server.counters.get('connected-shared')]).toEqual([12, 2])
  })

  test('is let in by the same hooks as any other', async () => {
    const { url, port } = await startServer({
      pathPrefix: '/documents/',
      refuse: ({ url: target }) => (target?.includes('bad') ? 'not with that' : undefined),
    })
    const refused = new SharedClient(`${url}/documents`, { origin: 'https://elsewhere.example' })
    expect(await refused.closed()).toBe(4403)
    const bad = await RawClient.open(port, '/documents/?channels&token=bad')
    expect(await bad.closed()).toBe(4403)
    const nameless = await RawClient.open(port, '/documents/?token=x')
    expect(await nameless.closed()).toBe(4404)
    const good = await SharedClient.open(`${url}/documents`)
    good.join(1, 'notes')
    await good.hears(1, 'welcome')
  })

  test.each([
    ['text', frame(hex('81'), 1), 4400],
    ['a stock client’s greeting', frame(hex('00 00 01 00')), 4400],
    [
      'a frame over its limit, as soon as that is announced',
      frameHeader(MAX_CHANNEL_FRAME_BYTES + 1),
      4413,
    ],
    ['a broken WebSocket frame', hex('83 81 00000000 01'), 1002],
  ])('is closed for %s', async (_title, bytes, code) => {
    const { port, url } = await startServer()
    const pair = await healthyPair({ url })
    const client = await RawClient.open(port, '/?channels')
    client.send(bytes)
    expect(await client.closed()).toBe(code)
    await pair.roundTrip()
  })

  test('that is lost ends all its sessions', async () => {
    const { url, server } = await startServer()
    const pair = await HealthyPair.open(url)
    const client = await SharedClient.open(url)
    for (let channel = 1; channel <= 20; channel += 1) client.join(channel, `document ${channel}`)
    await client.hears(20, 'welcome')
    const witness = await StockClient.open(`${url}/document 3`)
    client.sayIn(3, { type: 'awareness', awareness: Uint8Array.of(1, 55, 1, 2, 0x7b, 0x7d) })
    await witness.until('it is seen', () => witness.awareness.getStates().has(55))
    client.socket.terminate()
    await witness.until('it is gone', () => !witness.awareness.getStates().has(55))
    expect(server.peers).toBe(3)
    await pair.roundTrip()
    pair.end()
  })
})

/** How many channels were let in or closed. */
function answered({ messages, closedChannels }: SharedClient): number {
  return messages.size + closedChannels.size
}

describe('somebody who opens channels in bad faith', () => {
  test('on 20,000 documents is sent away, and few of them are loaded', async () => {
    const { url, server } = await startServer()
    const pair = await healthyPair({ url })
    const client = await SharedClient.open(url)
    for (let channel = 1; channel <= 20_000; channel += 1) {
      client.join(channel, `document ${channel}`)
    }
    expect(await client.closed()).toBe(4529)
    await pair.roundTrip()
    expect(server.rooms).toBeLessThanOrEqual(257)
    expect([...client.closedChannels.values()].every((code) => code === 4529)).toBe(true)
    expect(server.peers).toBe(2)
  })

  test('over many connections has no more than an address may have', async () => {
    const { url, server } = await startServer({
      clientAddress: ({ url: target }) => (target?.includes('ours') ? 'ours' : undefined),
      limits: { maxChannelsPerAddress: 30, maxChannelsInAll: 100 },
    })
    const clients = []
    for (let number = 0; number < 4; number += 1) {
      const client = await SharedClient.open(url, {}, '&of=ours')
      for (let channel = 1; channel <= 10; channel += 1)
        client.join(channel, `${number}/${channel}`)
      await client.until('all are answered', () => answered(client) === 10)
      clients.push(client)
    }
    expect(clients.map(({ closedChannels }) => closedChannels.size)).toEqual([0, 0, 0, 10])
    expect([...(clients[3]?.closedChannels.values() ?? [])]).toEqual(Array(10).fill(4529))
    const other = await SharedClient.open(url)
    for (let channel = 1; channel <= 80; channel += 1) other.join(channel, `other/${channel}`)
    await other.until('all are answered', () => answered(other) === 80)
    expect([...other.closedChannels.values()]).toEqual(Array(10).fill(1013))
    clients[0]?.socket.terminate()
    while (server.peers > 90) await setImmediate()
    other.join(81, 'in their place')
    await other.hears(81, 'welcome')
    expect(server.counters.get('too-many.total')).toBe(10)
  })

  test('and says nothing on them loses them, and then the connection', async () => {
    const { url, server } = await startServer({ limits: { greetingTimeoutMs: 200 } })
    const pair = await healthyPair({ url })
    const client = await SharedClient.open(url)
    for (let channel = 1; channel <= 256; channel += 1) {
      client.say({ type: 'openChannel', channel, documentName: `notes ${channel}` })
    }
    expect(await client.closed()).toBe(4500)
    expect([...client.closedChannels.values()]).toEqual(Array(256).fill(4500))
    expect([server.peers, server.rooms]).toEqual([2, 1])
    await pair.roundTrip()
  })

  test('and closes them again in a loop leaves nothing behind', async () => {
    const { url, server } = await startServer({ limits: { channelsPerSecond: 1e6 } })
    const pair = await healthyPair({ url })
    const client = await SharedClient.open(url)
    for (let channel = 1; channel <= 3_000; channel += 1) {
      client.join(channel, `document ${channel % 10}`)
      client.say({ type: 'closeChannel', channel, code: 1000, reason: '' })
      if (channel % 500 === 0) await pair.roundTrip()
    }
    client.join(3_001, 'last')
    await client.hears(3_001, 'welcome')
    expect(server.peers).toBe(3)
    expect(client.closedChannels.size).toBe(0)
  })

  test('and floods one, or one that has ended, is left unread and then sent away', async () => {
    const { url, server } = await startServer({
      limits: { maxMessageBurst: 1_000, maxMessagesPerSecond: 500, overRateTimeoutMs: 300 },
    })
    const pair = await healthyPair({ url })
    const client = await SharedClient.open(url)
    client.join(1, 'notes')
    await client.hears(1, 'welcome')
    client.say({ type: 'closeChannel', channel: 1, code: 1000, reason: '' })
    for (let index = 0; index < 10_000; index += 1) client.sayIn(1, { type: 'ping', id: index })
    await pair.roundTrip()
    expect(await client.closed()).toBe(4529)
    expect(server.counters.get('rate-limited')).toBeGreaterThan(0)
    await pair.roundTrip()
  })

  test('and reads nothing of what it asks for fills no memory', async () => {
    const { url, server } = await startServer({
      limits: { channelsPerSecond: 1e6, maxBufferedBytes: 64 * 1024, maxMessageBurst: 1e6 },
    })
    const pair = await healthyPair({ url })
    const client = await SharedClient.open(url)
    client.socket.pause()
    const isOpen = () => server.counters.get('closed.4508') === undefined
    let channel = 0
    while (isOpen() && channel < 200_000) {
      for (let index = 0; index < 2_000; index += 1) {
        channel += 1
        client.say({ type: 'openChannel', channel, documentName: '..' })
      }
      await pair.roundTrip()
    }
    expect(isOpen()).toBe(false)
  })
})
