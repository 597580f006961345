import { pass } from './simulated-time.test-support.ts'
import type { WeftProvider } from '@weft/provider'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import { SimulatedNetwork } from './simulated-network.test-support.ts'
import { simulateWeftServer } from './simulated-weft-server.test-support.ts'
import { openStockClient } from './stock-client.test-support.ts'
import { nameSeenBy, textOf, type } from './waiting.test-support.ts'
import { openWeftClient } from './weft-client.test-support.ts'

const URL = 'ws://simulated'

afterEach(() => vi.clearAllTimers())

describe('tabs of one browser, one with each provider', () => {
  it('share edits and presence without any connection', async () => {
    const network = openNetwork()
    network.accept = undefined
    const ours = weftTab('Weft tab')
    const stock = stockTab('Stock tab')
    await pass(100)
    type(ours, 'from ours, ')
    type(stock, 'from stock')
    await pass(100)
    expect([textOf(ours), textOf(stock)]).toEqual([
      'from ours, from stock',
      'from ours, from stock',
    ])
    expect([nameSeenBy(ours, stock), nameSeenBy(stock, ours)]).toEqual(['Stock tab', 'Weft tab'])
  })

  it("get the y-websocket tab's edits to everybody at once when only the Weft tab is connected", async () => {
    openNetwork()
    const ours = weftTab('Weft tab')
    const stock = stockTab('Stock tab')
    const eve = openStockClient(URL, 'notes')
    await pass(1_000)
    loseConnection(stock)
    await pass(100)
    type(stock, 'typed without a connection')
    await pass(100)
    expect(textOf(eve)).toBe('typed without a connection')
    expect(ours.saveState).toBe('saved')
  })

  it("get the Weft tab's edits to everybody by the y-websocket tab, because the server asks", async () => {
    openNetwork()
    const ours = weftTab('Weft tab')
    const stock = stockTab('Stock tab')
    const eve = openStockClient(URL, 'notes')
    await pass(1_000)
    ours.shouldConnect = false
    await pass(100)
    type(ours, 'typed without a connection')
    await pass(100)
    expect(textOf(stock)).toBe('typed without a connection')
    await pass(90_000)
    expect(textOf(eve)).toBe('typed without a connection')
    // Whether its own edits are saved it cannot know.
    expect([ours.saveState, ours.unsavedChanges]).toEqual(['offline', 1])
  })

  it('stay connected and seen for five minutes', async () => {
    const network = openNetwork()
    const ours = weftTab('Weft tab')
    const stock = stockTab('Stock tab')
    const eve = openStockClient(URL, 'notes')
    eve.awareness.setLocalStateField('name', 'Eve')
    await pass(1_000)
    const clients = [ours, stock, eve]
    const goings = clients.map(goingsSeenBy)
    await pass(300_000)
    expect(network.attempts).toBe(3)
    expect(goings).toEqual([[], [], []])
    for (const client of clients) {
      expect(clients.map((other) => nameSeenBy(client, other))).toEqual([
        'Weft tab',
        'Stock tab',
        'Eve',
      ])
    }
  })
})

function openNetwork(): SimulatedNetwork {
  const network = new SimulatedNetwork(simulateWeftServer().accept)
  vi.stubGlobal('WebSocket', network.WebSocket)
  return network
}

function weftTab(name: string): WeftProvider {
  const client = openWeftClient(URL, 'notes', { disableBc: false })
  client.awareness.setLocalStateField('name', name)
  return client
}

function stockTab(name: string): WebsocketProvider {
  const client = openStockClient(URL, 'notes', { disableBc: false })
  client.awareness.setLocalStateField('name', name)
  return client
}

function loseConnection(client: WebsocketProvider): void {
  client.shouldConnect = false
  client.ws?.close()
}

function goingsSeenBy({ awareness }: WeftProvider | WebsocketProvider): number[] {
  const goings: number[] = []
  awareness.on('change', ({ removed }: { removed: number[] }) => goings.push(...removed))
  return goings
}
