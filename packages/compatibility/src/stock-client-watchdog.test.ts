import { pass } from './simulated-time.test-support.ts'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import { SimulatedNetwork } from './simulated-network.test-support.ts'
import { simulateWeftServer } from './simulated-weft-server.test-support.ts'
import { openStockClient } from './stock-client.test-support.ts'

afterEach(() => vi.clearAllTimers())

describe("a y-websocket client's watchdog in 70 s of silence", () => {
  it('is fed by the keepalive of a Weft server', async () => {
    const network = new SimulatedNetwork(simulateWeftServer().accept)
    const client = silentClient(network)
    const closes = closesOf(client)
    let presenceEvents = 0
    await pass(1_000)
    client.awareness.on('update', () => (presenceEvents += 1))
    const startMs = performance.now()
    await pass(70_000)

    expect(closes).toEqual([])
    expect(network.attempts).toBe(1)
    expect(client.synced).toBe(true)
    expect(presenceEvents).toBe(0)
    const frames = network.framesOf('down', 1, startMs)
    expect(new Set(frames.map(({ frame }) => frame.join()))).toEqual(new Set(['1,1,0']))
    expect(longestGapMs(network, startMs)).toBeLessThanOrEqual(25_000)
  })

  it('bites where no keepalive comes, so this simulation has teeth', async () => {
    const limits = { pingIntervalMs: 600_000, silenceTimeoutMs: 900_000, askIntervalMs: 900_000 }
    const network = new SimulatedNetwork(simulateWeftServer({ limits }).accept)
    const closes = closesOf(silentClient(network))
    await pass(71_000)
    expect(closes.length).toBeGreaterThanOrEqual(2)
  })
})

function silentClient(network: SimulatedNetwork): WebsocketProvider {
  vi.stubGlobal('WebSocket', network.WebSocket)
  const client = openStockClient('ws://simulated', 'notes')
  // Without a state of its own a client sends nothing every 15 s, so nothing comes back.
  client.awareness.setLocalState(null)
  return client
}

function longestGapMs({ sent }: SimulatedNetwork, startMs: number): number {
  const downs = sent.filter(({ direction, atMs }) => direction === 'down' && atMs >= startMs)
  const times = [startMs, ...downs.map(({ atMs }) => atMs), performance.now()]
  return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0)))
}

function closesOf(client: WebsocketProvider): unknown[] {
  const closes: unknown[] = []
  client.on('connection-close', (event) => closes.push(event))
  return closes
}
