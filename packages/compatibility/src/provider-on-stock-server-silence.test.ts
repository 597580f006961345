import { pass } from './simulated-time.test-support.ts'
import type { WeftProvider } from '@weft/provider'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import { SimulatedNetwork, SimulatedWebSocket } from './simulated-network.test-support.ts'
import { acceptIntoStockServer } from './simulated-stock-server.test-support.ts'
import { openStockClient } from './stock-client.test-support.ts'
import { forgetStockDocuments } from './stock-server.test-support.ts'
import { nameSeenBy } from './waiting.test-support.ts'
import { openWeftClient } from './weft-client.test-support.ts'

const FIVE_MINUTES_MS = 300_000

afterEach(() => {
  forgetStockDocuments()
  vi.clearAllTimers()
})

describe("Weft's provider on a silent y-websocket server", () => {
  it('stays connected for five minutes, and asks little', async () => {
    const network = openNetwork()
    const ours = openWeftClient('ws://simulated', 'notes', { silenceTimeoutMs: 30_000 })
    ours.awareness.setLocalState(null)
    await pass(1_000)
    const events: string[] = []
    ours.on('status', ({ status }) => events.push(status))
    ours.on('sync', (isSynced) => events.push(`sync ${isSynced}`))
    const startMs = performance.now()
    await pass(FIVE_MINUTES_MS)

    expect(events).toEqual([])
    expect(ours.synced).toBe(true)
    expect(network.attempts).toBe(1)
    const asked = network.sent.filter(
      ({ direction, atMs }) => direction === 'up' && atMs >= startMs,
    )
    expect(asked.length).toBeGreaterThanOrEqual(FIVE_MINUTES_MS / 30_000)
    expect(asked.length).toBeLessThanOrEqual(FIVE_MINUTES_MS / 20_000)
  })

  it("does so where y-websocket's own client loses its connection again and again", async () => {
    const network = openNetwork()
    const stock = openStockClient('ws://simulated', 'notes')
    stock.awareness.setLocalState(null)
    await pass(FIVE_MINUTES_MS)
    expect(network.attempts).toBeGreaterThanOrEqual(8)
  })

  it('finds a connection dead that only seems to stand, and comes back', async () => {
    const network = openNetwork()
    const ours = openWeftClient('ws://simulated', 'notes')
    await pass(1_000)
    cut(ours)
    await pass(31_000)
    expect(network.attempts).toBe(2)
    expect(ours.synced).toBe(true)
  })
})

describe('presence of a Weft and a y-websocket client on a y-websocket server', () => {
  it('stays for five minutes, without flicker', async () => {
    openNetwork()
    const ours = openWeftClient('ws://simulated', 'notes')
    const stock = openStockClient('ws://simulated', 'notes')
    ours.awareness.setLocalStateField('name', 'Ada')
    stock.awareness.setLocalStateField('name', 'Bob')
    await pass(1_000)
    const goings = [goingsSeenBy(ours), goingsSeenBy(stock)]
    await pass(FIVE_MINUTES_MS)
    expect(nameSeenBy(ours, stock)).toBe('Bob')
    expect(nameSeenBy(stock, ours)).toBe('Ada')
    expect(goings).toEqual([[], []])
  })

  it('is back at once for both when the Weft client comes back', async () => {
    openNetwork()
    const ours = openWeftClient('ws://simulated', 'notes')
    const stock = openStockClient('ws://simulated', 'notes')
    ours.awareness.setLocalStateField('name', 'Ada')
    stock.awareness.setLocalStateField('name', 'Bob')
    await pass(20_000)
    ours.disconnect()
    await pass(100)
    expect(nameSeenBy(stock, ours)).toBe(undefined)
    ours.connect()
    await pass(100)
    expect(nameSeenBy(stock, ours)).toBe('Ada')
    expect(nameSeenBy(ours, stock)).toBe('Bob')
  })
})

function openNetwork(): SimulatedNetwork {
  const network = new SimulatedNetwork(acceptIntoStockServer)
  vi.stubGlobal('WebSocket', network.WebSocket)
  return network
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
