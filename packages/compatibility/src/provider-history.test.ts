import './real-web-socket.test-support.ts'
import type { History, WeftProvider } from '@weft/provider'
import { MemoryStorage } from '@weft/storage'
import { describe, expect, it } from 'vitest'
import { reads, textOf, type, until } from './waiting.test-support.ts'
import { openWeftClient, weftClosed, weftEventsOf, weftSynced } from './weft-client.test-support.ts'
import { startWeftServer, type RunningServer } from './weft-server.test-support.ts'

describe("Weft's provider merges nothing", () => {
  it('when the document was deleted while the server was down, and made anew', async () => {
    const storage = new MemoryStorage()
    const first = await startWeftServer({ storage })
    const ours = openWeftClient(first.url, 'notes')
    type(ours, 'the old document')
    await ours.whenSaved()
    const { history: before } = ours
    await stopUnder(ours, first)
    type(ours, ', typed offline')
    await storage.delete('notes')

    const changed = historyChange(ours)
    const closed = weftClosed(ours)
    await startWeftServer({ storage, port: first.port })
    const newcomer = openWeftClient(first.url, 'notes')
    type(newcomer, 'the new document')
    await newcomer.whenSaved()

    expect(await changed).toEqual({
      before,
      now: expect.objectContaining({ epoch: newcomer.epoch }),
    })
    expect((await closed).code).toBe(1000)
    expect(ours.refusal?.because).toBe('history-changed')
    expect(ours.shouldConnect).toBe(false)
    expect(ours.saveState).toBe('failed')
    expect(ours.unsavedChanges).toBe(1)
    expect(textOf(ours)).toBe('the old document, typed offline')
    const later = openWeftClient(first.url, 'notes')
    await weftSynced(later)
    expect(textOf(later)).toBe('the new document')
  })

  it('when an older backup was restored', async () => {
    const storage = new MemoryStorage()
    const first = await startWeftServer({ storage })
    const ours = openWeftClient(first.url, 'notes')
    type(ours, 'one')
    await ours.whenSaved()
    const backup = await copyOf(storage, 'notes')
    type(ours, ' two')
    await ours.whenSaved()
    await stopUnder(ours, first)

    const changed = historyChange(ours)
    await startWeftServer({ storage: backup, port: first.port })
    const { before, now } = await changed
    expect(now.epoch).toBe(before.epoch)
    expect(now.sequence).toBeLessThan(before.sequence)
    expect(textOf(ours)).toBe('one two')
    const fresh = openWeftClient(first.url, 'notes')
    await weftSynced(fresh)
    expect(textOf(fresh)).toBe('one')
  })

  it('with an offline copy of another history', async () => {
    const { url } = await startWeftServer()
    const earlier = openWeftClient(url, 'notes')
    type(earlier, 'served')
    await earlier.whenSaved()
    const history: History = { epoch: 'of a deleted document', sequence: 7 }
    const ours = openWeftClient(url, 'notes', { history, connect: false })
    type(ours, 'offline copy')
    const changed = historyChange(ours)
    ours.connect()
    expect((await changed).before).toEqual(history)
    expect(textOf(ours)).toBe('offline copy')
    expect(textOf(earlier)).toBe('served')
  })
})

describe("Weft's provider goes on", () => {
  it('with the same history after a restart', async () => {
    const storage = new MemoryStorage()
    const first = await startWeftServer({ storage })
    const ours = openWeftClient(first.url, 'notes')
    type(ours, 'one')
    await ours.whenSaved()
    const { epoch } = ours
    await stopUnder(ours, first)
    await startWeftServer({ storage, port: first.port })
    await weftSynced(ours)
    expect(ours.epoch).toBe(epoch)
    expect(ours.refusal).toBe(undefined)
  })

  it('with an offline copy of the same history', async () => {
    const { url } = await startWeftServer()
    const earlier = openWeftClient(url, 'notes')
    type(earlier, 'served')
    await earlier.whenSaved()
    const { history } = earlier
    const ours = openWeftClient(url, 'notes', { ...(history && { history }) })
    await reads(ours, 'served')
    expect(ours.epoch).toBe(history?.epoch)
  })
})

async function stopUnder(client: WeftProvider, running: RunningServer): Promise<void> {
  const lost = until('it is cut off', () => !client.wsconnected, weftEventsOf(client))
  await running.stop()
  await lost
}

function historyChange(client: WeftProvider): Promise<{ before: History; now: History }> {
  return new Promise((resolve) => client.once('history-changed', resolve))
}

async function copyOf(storage: MemoryStorage, document: string): Promise<MemoryStorage> {
  const copy = new MemoryStorage()
  const stored = await storage.load(document)
  if (!stored) throw new Error('There is nothing to copy')
  await copy.create(document, stored.epoch, 0)
  for (const { updates } of stored.records) await copy.append([{ document, updates }])
  return copy
}
