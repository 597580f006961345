import { pass } from './simulated-time.test-support.ts'
import type { WeftProvider } from '@weft/provider'
import { MemoryStorage } from '@weft/storage'
import { SeededRandom } from '@weft/testkit'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { GatedStorage } from './gated-storage.test-support.ts'
import { SimulatedNetwork, SimulatedWebSocket } from './simulated-network.test-support.ts'
import { simulateWeftServer } from './simulated-weft-server.test-support.ts'
import { openStockClient } from './stock-client.test-support.ts'
import { textOf } from './waiting.test-support.ts'
import { openWeftClient } from './weft-client.test-support.ts'

type Client = WeftProvider | WebsocketProvider

const URL = 'ws://simulated'
const STEPS = 200
const RESTARTS = 4

afterEach(() => {
  vi.restoreAllMocks()
  vi.clearAllTimers()
})

describe('a room of Weft and y-websocket clients whose members come and go and whose server is killed at times', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'has one document for all in the end (seed %i)',
    async (seed) => {
      const random = new SeededRandom(seed)
      vi.spyOn(Math, 'random').mockImplementation(() => random.next())
      const disk = new MemoryStorage()
      let storage = new GatedStorage(disk)
      const network = new SimulatedNetwork(simulateWeftServer({ storage }).accept)
      vi.stubGlobal('WebSocket', network.WebSocket)
      const clients: Client[] = [
        openWeftClient(URL, 'notes', { doc: docOf(1) }),
        openWeftClient(URL, 'notes', { doc: docOf(2) }),
        openStockClient(URL, 'notes', { doc: docOf(3) }),
        openStockClient(URL, 'notes', { doc: docOf(4) }),
      ]
      const done = { edits: 0, losses: 0, restarts: 0 }
      for (let step = 0; step < STEPS; step += 1) {
        const client = random.pick(clients)
        if (random.chance(0.9)) done.edits += edit(client, random)
        else done.losses += disturb(client, random)
        if (step % (STEPS / RESTARTS) === 20) {
          storage.pull()
          storage = new GatedStorage(disk)
          network.accept = simulateWeftServer({ storage }).accept
          clients.forEach(orphan)
          done.restarts += 1
        }
        if (random.chance(0.5)) await pass(random.below(200))
      }
      // Long enough for a cut connection to be found dead, and for another attempt to fail.
      clients.forEach((client) => client.connect())
      await pass(90_000)

      const texts = clients.map(textOf)
      expect(new Set(texts).size).toBe(1)
      for (const client of clients) expect(snapshotOf(client)).toEqual(snapshotOf(clients[0]))
      for (const client of clients) expect(client.doc.store.pendingStructs).toBe(null)
      for (const client of clients) {
        if ('saveState' in client)
          expect([client.saveState, client.unsavedChanges]).toEqual(['saved', 0])
      }
      expect(await storedText(disk)).toBe(texts[0])
      expect(done.edits).toBeGreaterThan(STEPS / 2)
      expect(done.losses).toBeGreaterThan(5)
      expect(done.restarts).toBe(RESTARTS)
    },
  )
})

function docOf(clientId: number): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = clientId
  return doc
}

function edit({ doc }: Client, random: SeededRandom): number {
  const text = doc.getText('text')
  const at = random.below(text.length + 1)
  if (text.length > 10 && random.chance(0.3))
    text.delete(Math.min(at, text.length - 3), random.below(4))
  else text.insert(at, random.pick(['a', 'bc', 'def', ' ', '\n']))
  return 1
}

function disturb(client: Client, random: SeededRandom): number {
  const { ws } = client
  if (!(ws instanceof SimulatedWebSocket)) {
    client.connect()
    return 0
  }
  const kind = random.pick(['cut', 'close', 'disconnect'])
  if (kind === 'cut') ws.cut()
  else if (kind === 'close') ws.close()
  else client.disconnect()
  return 1
}

function orphan({ ws }: Client): void {
  if (ws instanceof SimulatedWebSocket) ws.orphan()
}

function snapshotOf(client: Client | undefined): Uint8Array | undefined {
  return client && Y.encodeSnapshot(Y.snapshot(client.doc))
}

async function storedText(storage: MemoryStorage): Promise<string> {
  const stored = await storage.load('notes')
  const doc = new Y.Doc()
  const updates = stored?.records.flatMap((record) => record.updates) ?? []
  for (const piece of stored?.snapshot?.pieces ?? []) Y.applyUpdate(doc, piece)
  for (const { update } of updates) Y.applyUpdate(doc, update)
  return textOf({ doc })
}
