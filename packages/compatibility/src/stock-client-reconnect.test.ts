import { pass } from './simulated-time.test-support.ts'
import { MemoryStorage } from '@weft/storage'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import { SimulatedNetwork, SimulatedWebSocket } from './simulated-network.test-support.ts'
import { simulateWeftServer } from './simulated-weft-server.test-support.ts'
import { openStockClient } from './stock-client.test-support.ts'
import { nameSeenBy, textOf, type } from './waiting.test-support.ts'

const URL = 'ws://simulated'

afterEach(() => vi.clearAllTimers())

describe('a y-websocket client that comes back', () => {
  it('is seen by the others at once', async () => {
    await openNetwork()
    const ada = open('Ada')
    const bob = open('Bob')
    await pass(20_000)
    ada.disconnect()
    await pass(100)
    expect(nameSeenBy(bob, ada)).toBe(undefined)
    ada.connect()
    await pass(100)
    expect(nameSeenBy(bob, ada)).toBe('Ada')
  })

  // It keeps the clocks of those whom it knew, and takes nothing at or below them.
  it('sees the others with their next sign of life, after 18 s at most', async () => {
    await openNetwork()
    const ada = open('Ada')
    const bob = open('Bob')
    const moving = open('Eve')
    await pass(20_000)
    ada.disconnect()
    await pass(100)
    ada.connect()
    await pass(100)
    moving.awareness.setLocalStateField('name', 'Eve moved')
    await pass(100)
    expect(nameSeenBy(ada, moving)).toBe('Eve moved')
    await pass(18_000)
    expect(nameSeenBy(ada, bob)).toBe('Bob')
  })

  it('is seen at once after minutes away', async () => {
    await openNetwork()
    const ada = open('Ada')
    const bob = open('Bob')
    await pass(20_000)
    ada.disconnect()
    await pass(180_000)
    ada.connect()
    await pass(100)
    expect(nameSeenBy(bob, ada)).toBe('Ada')
    expect(nameSeenBy(ada, bob)).toBe('Bob')
  })

  it('is seen at once after minutes of sleep, in which its clock stood still', async () => {
    await openNetwork()
    const ada = open('Ada')
    const bob = open('Bob')
    await pass(20_000)
    ada.disconnect()
    const renewal = vi.spyOn(ada.awareness, 'setLocalState').mockImplementation(() => {})
    await pass(180_000)
    renewal.mockRestore()
    ada.connect()
    await pass(100)
    expect(nameSeenBy(bob, ada)).toBe('Ada')
    expect(nameSeenBy(ada, bob)).toBe('Bob')
  })

  it('is seen at once by others that came back as well, after the server was restarted', async () => {
    const storage = new MemoryStorage()
    const network = await openNetwork(storage)
    const ada = open('Ada')
    const bob = open('Bob')
    await pass(20_000)
    network.accept = undefined
    for (const client of [ada, bob]) client.ws?.close()
    await pass(300)
    network.accept = simulateWeftServer({ storage }).accept
    await pass(1_500)
    expect([ada.wsconnected, bob.wsconnected]).toEqual([true, true])
    expect(nameSeenBy(bob, ada)).toBe('Ada')
    expect(nameSeenBy(ada, bob)).toBe('Bob')
  })

  it('takes its place over from its dead connection, without being seen to go', async () => {
    await openNetwork()
    const ada = open('Ada')
    const bob = open('Bob')
    await pass(20_000)
    const goings = goingsSeenBy(bob)
    // As when a laptop changes networks: the server is not told that the old connection is dead.
    cut(ada)
    ada.disconnect()
    ada.connect()
    await pass(3_000)
    ada.awareness.setLocalStateField('name', 'Ada moved')
    await pass(100)
    expect(nameSeenBy(bob, ada)).toBe('Ada moved')
    expect(goings).toEqual([])
  })
})

describe('a tab without a connection', () => {
  // y-websocket's tabs pass edits to each other but never on to the server.
  it('gets its edits to everybody by the other tab, because the server asks', async () => {
    await openNetwork()
    const offline = open('Tab 1', { disableBc: false })
    const online = open('Tab 2', { disableBc: false })
    const eve = open('Eve')
    await pass(1_000)
    offline.shouldConnect = false
    offline.ws?.close()
    await pass(100)
    type(offline, 'typed without a connection')
    await pass(100)
    expect(textOf(online)).toBe('typed without a connection')
    expect(textOf(eve)).toBe('')
    await pass(90_000)
    expect(textOf(eve)).toBe('typed without a connection')
  })

  it('gets them there at once when the other tab edits after it', async () => {
    await openNetwork()
    const offline = open('Tab 1', { disableBc: false })
    const online = open('Tab 2', { disableBc: false })
    const eve = open('Eve')
    await pass(1_000)
    offline.shouldConnect = false
    offline.ws?.close()
    await pass(1_000)
    type(offline, 'one ')
    type(online, 'two')
    await pass(100)
    expect(textOf(eve)).toBe('one two')
  })
})

async function openNetwork(storage = new MemoryStorage()): Promise<SimulatedNetwork> {
  const network = new SimulatedNetwork(simulateWeftServer({ storage }).accept)
  vi.stubGlobal('WebSocket', network.WebSocket)
  return network
}

function open(name: string, options: { readonly disableBc?: boolean } = {}): WebsocketProvider {
  const client = openStockClient(URL, 'notes', options)
  client.awareness.setLocalStateField('name', name)
  return client
}

function cut({ ws }: WebsocketProvider): void {
  if (!(ws instanceof SimulatedWebSocket)) throw new Error('The client has no simulated socket')
  ws.cut()
}

function goingsSeenBy(client: WebsocketProvider): number[] {
  const goings: number[] = []
  client.awareness.on('change', ({ removed }: { removed: number[] }) => goings.push(...removed))
  return goings
}
