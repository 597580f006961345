import { pass } from './simulated-time.test-support.ts'
import { decodeAwareness, decodeMessage } from '@weft/protocol'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import { SimulatedNetwork } from './simulated-network.test-support.ts'
import { simulateWeftServer } from './simulated-weft-server.test-support.ts'
import { openStockClient } from './stock-client.test-support.ts'
import { nameSeenBy } from './waiting.test-support.ts'

const FIVE_MINUTES_MS = 5 * 60_000
/** How often a client renews its own state: y-protocols looks every 3 s whether 15 s are over. */
const LEAST_RENEWALS = Math.floor(FIVE_MINUTES_MS / 18_000)
const MOST_RENEWALS = Math.ceil(FIVE_MINUTES_MS / 15_000)

const PEOPLE = [
  ['Tab 1', false],
  ['Tab 2', false],
  ['Bob', true],
  ['Eve', true],
] as const

afterEach(() => vi.clearAllTimers())

describe('y-websocket clients that echo all awareness they receive', () => {
  it('keep their connections and each other for five minutes, two of them tabs of one browser', async () => {
    const { server, accept } = simulateWeftServer()
    const network = new SimulatedNetwork(accept)
    vi.stubGlobal('WebSocket', network.WebSocket)
    const clients: WebsocketProvider[] = []
    for (const [name, disableBc] of PEOPLE) {
      clients.push(open(name, { disableBc }))
      // Not all at once, or their renewals would leave in one frame.
      await pass(700)
    }
    const startMs = performance.now()
    const events = new Map(clients.map((client) => [client, eventsFrom(client)]))
    await pass(FIVE_MINUTES_MS)

    for (const client of clients) {
      expect(events.get(client)).toEqual([])
      expect(clients.map((other) => nameSeenBy(client, other))).toEqual(clients.map(nameOf))
    }
    expect(network.attempts).toBe(clients.length)
    expect(server.peers).toBe(clients.length)

    // Each renewal goes up once and comes back from each client that hears of it, by the server or another tab.
    const up = network.framesOf('up', 1, startMs).length
    expect(up).toBeGreaterThanOrEqual(clients.length * LEAST_RENEWALS * clients.length)
    expect(up).toBeLessThanOrEqual(clients.length * MOST_RENEWALS * clients.length)
    // And the server tells each renewal to the others once; no echo is passed on.
    const down = network.framesOf('down', 1, startMs).reduce(countEntries, 0)
    expect(down).toBeLessThanOrEqual(clients.length * MOST_RENEWALS * (clients.length - 1))
    expect(server.counters.get('awareness-dropped.not-owned')).toBeGreaterThan(up / 2)
  })

  it('leave nobody behind when one of two tabs closes', async () => {
    const network = new SimulatedNetwork(simulateWeftServer().accept)
    vi.stubGlobal('WebSocket', network.WebSocket)
    const staying = open('Tab 1', { disableBc: false })
    const closing = open('Tab 2', { disableBc: false })
    const bob = open('Bob')
    await pass(20_000)
    closing.destroy()
    await pass(50)
    expect(nameSeenBy(bob, closing)).toBe(undefined)
    expect(nameSeenBy(bob, staying)).toBe('Tab 1')
    await pass(FIVE_MINUTES_MS)
    expect(nameSeenBy(bob, closing)).toBe(undefined)
    expect(nameSeenBy(bob, staying)).toBe('Tab 1')
    expect(nameSeenBy(staying, bob)).toBe('Bob')
  })

  it('are not shown gone to others when a tab that echoes them loses its own connection', async () => {
    const network = new SimulatedNetwork(simulateWeftServer().accept)
    vi.stubGlobal('WebSocket', network.WebSocket)
    const losing = open('Tab 1', { disableBc: false })
    const other = open('Tab 2', { disableBc: false })
    const bob = open('Bob')
    await pass(20_000)
    const removed: number[] = []
    bob.awareness.on('change', ({ removed: gone }: { removed: number[] }) => removed.push(...gone))
    // A stock tab that loses its connection tells the other tabs that everybody is gone, and they tell the server.
    losing.shouldConnect = false
    losing.ws?.close()
    await pass(30_000)

    expect(removed).toEqual([losing.awareness.clientID])
    expect(nameSeenBy(bob, other)).toBe('Tab 2')
  })
})

function open(name: string, options: { readonly disableBc?: boolean } = {}): WebsocketProvider {
  const client = openStockClient('ws://simulated', 'notes', options)
  client.awareness.setLocalStateField('name', name)
  return client
}

function nameOf(client: WebsocketProvider): string | undefined {
  return nameSeenBy(client, client)
}

/** Everything that a user would notice: lost connections, and others who come, go or change. */
function eventsFrom(client: WebsocketProvider): string[] {
  const events: string[] = []
  client.on('status', ({ status }) => events.push(status))
  client.on('connection-close', () => events.push('connection-close'))
  client.awareness.on('change', (change: { added: number[]; removed: number[] }) => {
    events.push(...change.added.map((id) => `${id} came`))
    events.push(...change.removed.map((id) => `${id} went`))
  })
  return events
}

function countEntries(sum: number, { frame }: { readonly frame: Uint8Array }): number {
  const message = decodeMessage(frame)
  return message.type === 'awareness' ? sum + decodeAwareness(message.awareness).length : sum
}
