import { pass } from './simulated-time.test-support.ts'
import type { WeftProvider } from '@weft/provider'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import { SimulatedNetwork, SimulatedWebSocket } from './simulated-network.test-support.ts'
import { simulateWeftServer } from './simulated-weft-server.test-support.ts'
import { openStockClient } from './stock-client.test-support.ts'
import { nameSeenBy, textOf, type } from './waiting.test-support.ts'
import { openWeftClient } from './weft-client.test-support.ts'

const URL = 'ws://simulated'

afterEach(() => vi.clearAllTimers())

describe("Weft's provider takes its place over from a dead connection", () => {
  it('at once when the user makes it, seen by nobody to go', async () => {
    const { ada, bob, eve } = await openRoom()
    const goings = [goingsSeenBy(bob), goingsSeenBy(eve)]
    cut(ada)
    ada.disconnect()
    ada.connect()
    await pass(50)
    ada.awareness.setLocalStateField('name', 'Ada moved')
    await pass(50)
    expect([nameSeenBy(bob, ada), nameSeenBy(eve, ada)]).toEqual(['Ada moved', 'Ada moved'])
    expect([nameSeenBy(ada, bob), nameSeenBy(ada, eve)]).toEqual(['Bob', 'Eve'])
    expect(goings).toEqual([[], []])
  })

  it('by its own watchdog, when nobody does anything', async () => {
    const { network, ada, bob, eve } = await openRoom()
    const goings = [goingsSeenBy(bob), goingsSeenBy(eve)]
    cut(ada)
    await pass(40_000)
    expect(network.attempts).toBe(4)
    expect(ada.synced).toBe(true)
    expect([nameSeenBy(bob, ada), nameSeenBy(eve, ada)]).toEqual(['Ada', 'Ada'])
    expect(goings).toEqual([[], []])
  })

  it('with the edits that the dead connection swallowed', async () => {
    const { ada, eve } = await openRoom()
    cut(ada)
    type(ada, 'into the void')
    await pass(100)
    expect([ada.saveState, ada.unsavedChanges]).toEqual(['saving', 1])
    ada.disconnect()
    expect(ada.saveState).toBe('offline')
    ada.connect()
    await pass(100)
    expect([ada.saveState, ada.unsavedChanges]).toEqual(['saved', 0])
    expect(textOf(eve)).toBe('into the void')
  })
})

describe("Weft's provider on a silent Weft server", () => {
  it('stays connected for five minutes, and measures the way', async () => {
    const { network, ada, bob, eve } = await openRoom()
    const goings = [goingsSeenBy(ada), goingsSeenBy(bob), goingsSeenBy(eve)]
    await pass(300_000)
    expect(network.attempts).toBe(3)
    expect(ada.latencyMs).toBe(10)
    expect(goings).toEqual([[], [], []])
  })
})

describe('a page that goes away', () => {
  it('is seen to go at once, and to come back', async () => {
    onTestFinished(() => void vi.unstubAllGlobals())
    const page = new EventTarget()
    vi.stubGlobal('window', page)
    vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }))
    openNetwork()
    const ada = named(openWeftClient(URL, 'notes'), 'Ada')
    const eve = named(openStockClient(URL, 'notes'), 'Eve')
    await pass(1_000)
    page.dispatchEvent(new Event('pagehide'))
    await pass(50)
    expect(nameSeenBy(eve, ada)).toBe(undefined)
    page.dispatchEvent(new Event('pageshow'))
    await pass(50)
    expect(nameSeenBy(eve, ada)).toBe('Ada')
  })
})

/** Two Weft clients and a y-websocket client. */
async function openRoom() {
  const network = openNetwork()
  const ada = named(openWeftClient(URL, 'notes'), 'Ada')
  const bob = named(openWeftClient(URL, 'notes'), 'Bob')
  const eve = named(openStockClient(URL, 'notes'), 'Eve')
  await pass(1_000)
  return { network, ada, bob, eve }
}

function openNetwork(): SimulatedNetwork {
  const network = new SimulatedNetwork(simulateWeftServer().accept)
  vi.stubGlobal('WebSocket', network.WebSocket)
  return network
}

function named<Client extends WeftProvider | WebsocketProvider>(
  client: Client,
  name: string,
): Client {
  client.awareness.setLocalStateField('name', name)
  return client
}

function cut({ ws }: WeftProvider): void {
  if (!(ws instanceof SimulatedWebSocket)) throw new Error('The client has no simulated socket')
  ws.cut()
}

function goingsSeenBy({ awareness }: WeftProvider | WebsocketProvider): number[] {
  const goings: number[] = []
  awareness.on('change', ({ removed }: { removed: number[] }) => goings.push(...removed))
  return goings
}
