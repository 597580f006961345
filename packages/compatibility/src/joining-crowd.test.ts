import './real-web-socket.test-support.ts'
import type { WeftProvider } from '@weft/provider'
import { MemoryStorage } from '@weft/storage'
import { expect, it } from 'vitest'
import { GatedStorage } from './gated-storage.test-support.ts'
import { openStockClient, stockEventsOf, stockSynced } from './stock-client.test-support.ts'
import { textOf, type, until } from './waiting.test-support.ts'
import { openWeftClient, weftEventsOf, weftSynced } from './weft-client.test-support.ts'
import { startWeftServer } from './weft-server.test-support.ts'

it('of thirty clients that join while storage is slow, none finds the document empty', async () => {
  const disk = new MemoryStorage()
  const earlier = await startWeftServer({ storage: disk })
  const author = openWeftClient(earlier.url, 'notes')
  type(author, 'Welcome')
  await author.whenSaved()
  author.destroy()
  await earlier.stop()

  const storage = new GatedStorage(disk)
  storage.loads.shut()
  const { url, server } = await startWeftServer({ storage })
  const found: string[] = []
  const ours = Array.from({ length: 24 }, () => {
    const client = openWeftClient(url, 'notes')
    client.on('sync', (isSynced) => isSynced && found.push(insertIfEmpty(client)))
    return client
  })
  const stock = Array.from({ length: 6 }, () => {
    const client = openStockClient(url, 'notes')
    client.on('sync', (isSynced) => isSynced && found.push(insertIfEmpty(client)))
    return client
  })
  await Promise.all([
    ...ours.map((client) =>
      until('it is connected', () => client.wsconnected, weftEventsOf(client)),
    ),
    ...stock.map((client) =>
      until('it is connected', () => client.wsconnected, stockEventsOf(client)),
    ),
  ])
  await storage.loads.isHolding()
  expect([...ours, ...stock].filter(({ synced }) => synced)).toEqual([])

  storage.loads.open()
  await Promise.all([...ours.map(weftSynced), ...stock.map(stockSynced)])
  expect(found).toEqual(Array.from({ length: 30 }, () => 'Welcome'))
  expect([...ours, ...stock].map(textOf)).toEqual(found)
  expect(server.rooms).toBe(1)
})

function insertIfEmpty(client: Pick<WeftProvider, 'doc'>): string {
  const found = textOf(client)
  if (found === '') type(client, 'Welcome')
  return found
}
