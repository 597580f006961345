import { pass } from './simulated-time.test-support.ts'
import type { WeftProvider } from '@weft/provider'
import type { ObservableV2 } from 'lib0/observable'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import { SimulatedNetwork, type Accept } from './simulated-network.test-support.ts'
import { acceptIntoStockServer } from './simulated-stock-server.test-support.ts'
import { simulateWeftServer } from './simulated-weft-server.test-support.ts'
import { openStockClient } from './stock-client.test-support.ts'
import { forgetStockDocuments } from './stock-server.test-support.ts'
import { openWeftClient } from './weft-client.test-support.ts'

type Client = WeftProvider | WebsocketProvider

interface Scene {
  readonly client: Client
  readonly network: SimulatedNetwork
}

/** y-websocket does not declare `synced`, but emits it. */
interface CommonEvents {
  status: (event: { readonly status: string }) => void
  sync: (isSynced: boolean) => void
  synced: (isSynced: boolean) => void
  'connection-close': (event: CloseEvent | null) => void
  'connection-error': () => void
  closed: (event: { readonly code: number; readonly reason: string }) => void
}

const URL = 'ws://simulated'

/** What an application may do to a provider, and what may happen to it. */
const SCRIPTS: Readonly<Record<string, (scene: Scene) => Promise<void> | void>> = {
  'connects and is synced': async ({ client }) => {
    client.connect()
    await pass(1_000)
  },
  'disconnects and connects again': async ({ client }) => {
    client.connect()
    await pass(1_000)
    client.disconnect()
    await pass(1_000)
    client.connect()
    await pass(1_000)
  },
  'disconnects before the socket is open': async ({ client }) => {
    client.connect()
    client.disconnect()
    await pass(1_000)
  },
  'connects, disconnects and connects in one turn': async ({ client }) => {
    client.connect()
    client.disconnect()
    client.connect()
    await pass(1_000)
  },
  'is disconnected twice and destroyed twice': async ({ client }) => {
    client.connect()
    await pass(1_000)
    client.disconnect()
    client.disconnect()
    client.destroy()
    client.destroy()
    await pass(1_000)
  },
  'is destroyed while it is connected': async ({ client }) => {
    client.connect()
    await pass(1_000)
    client.destroy()
    await pass(1_000)
  },
  'loses its connection and comes back': async ({ client }) => {
    client.connect()
    await pass(1_000)
    client.ws?.close()
    await pass(10_000)
  },
  'finds no server': async ({ client, network }) => {
    network.accept = undefined
    client.connect()
    await pass(8)
    client.disconnect()
    await pass(1_000)
  },
  'is refused for good': async ({ client, network }) => {
    network.accept = refusing(4403, 'not you')
    client.connect()
    await pass(60_000)
  },
  'is refused for good, and connects again when it may': async ({ client, network }) => {
    const { accept } = network
    network.accept = refusing(4404, 'deleted')
    client.connect()
    await pass(1_000)
    network.accept = accept
    client.connect()
    await pass(1_000)
  },
  'is sent away for a while': async ({ client, network }) => {
    const { accept } = network
    client.connect()
    await pass(1_000)
    network.accept = (...connection) => {
      network.accept = accept
      return refusing(4500, 'busy')(...connection)
    }
    client.ws?.close()
    await pass(60_000)
  },
}

const SERVERS: Readonly<Record<string, () => Accept>> = {
  'a Weft server': () => simulateWeftServer().accept,
  'a y-websocket server': () => acceptIntoStockServer,
}

afterEach(() => {
  forgetStockDocuments()
  vi.restoreAllMocks()
  vi.clearAllTimers()
})

describe.each(Object.entries(SERVERS))(
  "on %s, Weft's provider reports the same as y-websocket's",
  (_, accept) => {
    it.each(Object.entries(SCRIPTS))('when it %s', async (__, script) => {
      const ours = await play(script, accept(), (options) => openWeftClient(URL, 'notes', options))
      const stock = await play(script, accept(), (options) =>
        openStockClient(URL, 'notes', options),
      )
      expect(ours).toEqual(stock)
    })
  },
)

async function play(
  script: (scene: Scene) => Promise<void> | void,
  accept: Accept,
  open: (options: { readonly connect: false }) => Client,
): Promise<string[]> {
  const network = new SimulatedNetwork(accept)
  vi.stubGlobal('WebSocket', network.WebSocket)
  // Weft waits a random while before it comes back.
  vi.spyOn(Math, 'random').mockReturnValue(0.2)
  const client = open({ connect: false })
  const reports = reportsOf(client)
  await script({ client, network })
  reports.push(`in the end ${stateOf(client)}`)
  client.destroy()
  return reports
}

function reportsOf(client: Client): string[] {
  const reports: string[] = []
  const observable: ObservableV2<CommonEvents> = client
  observable.on('status', ({ status }) => reports.push(status))
  observable.on('sync', (isSynced) => reports.push(`sync ${isSynced}: ${stateOf(client)}`))
  observable.on('synced', (isSynced) => reports.push(`synced ${isSynced}`))
  observable.on('connection-close', (event) => reports.push(`close ${event?.code ?? 'by us'}`))
  observable.on('connection-error', () => reports.push('error'))
  observable.on('closed', ({ code, reason }) =>
    reports.push(`closed ${code} ${reason}: ${stateOf(client)}`),
  )
  return reports
}

function stateOf({ wsconnected, wsconnecting, synced, shouldConnect, ws }: Client): string {
  const words = { wsconnected, wsconnecting, synced, shouldConnect, ws: ws !== null }
  const yes = Object.entries(words).flatMap(([word, is]) => (is ? [word] : []))
  return yes.join(' ') || '-'
}

function refusing(code: number, reason: string): Accept {
  return (_, client) => {
    client.close(code, reason)
    return { received: () => {}, pong: () => {}, ended: () => {} }
  }
}
