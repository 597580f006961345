import './real-web-socket.test-support.ts'
import { describe, expect, it } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import { GatedStorage } from './gated-storage.test-support.ts'
import {
  endStockClient,
  openStockClient,
  stockEventsOf,
  stockSynced,
} from './stock-client.test-support.ts'
import { reads, textOf, type, until } from './waiting.test-support.ts'
import { startWeftServer } from './weft-server.test-support.ts'

const ROUNDS = 40

describe('content that a client inserts when it finds the document empty', () => {
  it(`is there once after each of ${ROUNDS} restarts`, async () => {
    const storage = new GatedStorage()
    const seen: string[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      storage.loads.shut()
      const running = await startWeftServer({ storage })
      const client = openStockClient(running.url, 'notes')
      client.on('sync', (isSynced) => isSynced && insertIfEmpty(client))
      // Storage answers only when the client has been connected for a while and has asked for the document.
      await until('the client is connected', () => client.wsconnected, stockEventsOf(client))
      await storage.loads.isHolding()
      expect(client.synced).toBe(false)
      storage.loads.open()
      await stockSynced(client)
      seen.push(textOf(client))
      endStockClient(client)
      await running.stop()
    }
    expect(seen).toEqual(Array.from({ length: ROUNDS }, () => 'Welcome'))
  })

  it('is there once after restarts under clients that stay', async () => {
    const storage = new GatedStorage()
    let running = await startWeftServer({ storage })
    const client = openStockClient(running.url, 'notes', { maxBackoffTime: 10 })
    const late = () => openStockClient(running.url, 'notes', { maxBackoffTime: 10 })
    client.on('sync', (isSynced) => isSynced && insertIfEmpty(client))
    // Until somebody else has it, the words may not have left the client.
    await reads(late(), 'Welcome')
    for (let round = 0; round < 5; round += 1) {
      const lost = until('the client is cut off', () => !client.wsconnected, stockEventsOf(client))
      await running.stop()
      await lost
      storage.loads.shut()
      running = await startWeftServer({ storage, port: running.port })
      const newcomer = late()
      newcomer.on('sync', (isSynced) => isSynced && insertIfEmpty(newcomer))
      await storage.loads.isHolding()
      storage.loads.open()
      await Promise.all([stockSynced(newcomer), stockSynced(client)])
      expect(textOf(newcomer)).toBe('Welcome')
    }
    expect(textOf(client)).toBe('Welcome')
  })
})

function insertIfEmpty(client: WebsocketProvider): void {
  if (textOf(client) === '') type(client, 'Welcome')
}
