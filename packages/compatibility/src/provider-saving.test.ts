import './real-web-socket.test-support.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MemoryStorage, type DocumentStorage } from '@weft/storage'
import { openLevelStorage } from '@weft/storage-level'
import { describe, expect, it, onTestFinished } from 'vitest'
import { GatedStorage } from './gated-storage.test-support.ts'
import { openStockClient } from './stock-client.test-support.ts'
import { editsOf, reads, textOf, type, until } from './waiting.test-support.ts'
import {
  openWeftClient,
  weftEventsOf,
  weftReports,
  weftSynced,
} from './weft-client.test-support.ts'
import { startMortalWeftServer, startWeftServer } from './weft-server.test-support.ts'

describe("Weft's provider reports edits as saved", () => {
  it('only after the storage has them', async () => {
    const storage = new GatedStorage()
    const { url } = await startWeftServer({ storage })
    const ours = openWeftClient(url, 'notes')
    const other = openStockClient(url, 'notes')
    await weftSynced(ours)
    await weftReports(ours, 'saved')
    const states: string[] = []
    ours.on('save-state', (state) => states.push(state))
    const counts: number[] = []
    ours.on('unsaved-changes', (count) => counts.push(count))

    storage.appends.shut()
    type(ours, 'held back')
    expect(ours.unsavedChanges).toBe(1)
    let isSaved = false
    const saved = ours.whenSaved().then(() => (isSaved = true))
    await reads(other, 'held back')
    await storage.appends.isHolding()
    expect([ours.saveState, isSaved]).toEqual(['saving', false])
    storage.appends.open()
    await saved

    expect(ours.saveState).toBe('saved')
    expect(ours.unsavedChanges).toBe(0)
    expect(states).toEqual(['saving', 'saved'])
    expect(counts).toEqual([1, 0])
    const stored = await storage.load('notes')
    expect(stored?.records.length).toBeGreaterThan(0)
  })

  it('deletions too, which leave no trace in a state vector', async () => {
    const storage = new GatedStorage()
    const { url } = await startWeftServer({ storage })
    const ours = openWeftClient(url, 'notes')
    type(ours, 'to be deleted')
    await ours.whenSaved()

    storage.appends.shut()
    ours.doc.getText('text').delete(0, 6)
    expect(ours.unsavedChanges).toBe(1)
    await storage.appends.isHolding()
    expect(ours.saveState).toBe('saving')
    storage.appends.open()
    await ours.whenSaved()

    const late = openWeftClient(url, 'notes')
    await weftSynced(late)
    expect(textOf(late)).toBe('deleted')
  })

  it('not while storage fails, and again once it works', async () => {
    const storage = new GatedStorage()
    const { url, server } = await startWeftServer({ storage })
    const ours = openWeftClient(url, 'notes')
    const other = openWeftClient(url, 'notes')
    type(ours, 'one ')
    await ours.whenSaved()

    storage.isFull = true
    type(ours, 'two')
    await weftReports(ours, 'failed')
    expect(ours.unsavedChanges).toBe(1)
    expect(server.isSaving).toBe(false)
    // What cannot be saved is shared all the same.
    await reads(other, 'one two')
    const late = openWeftClient(url, 'notes')
    type(late, '!')
    await weftReports(late, 'failed')

    storage.isFull = false
    await Promise.all([ours.whenSaved(), late.whenSaved()])
    expect([ours.saveState, late.saveState]).toEqual(['saved', 'saved'])
    expect(ours.unsavedChanges).toBe(0)
  })

  it('each for itself: one client waits for its own edits only', async () => {
    const storage = new GatedStorage()
    const { url } = await startWeftServer({ storage })
    const ours = openWeftClient(url, 'notes')
    const other = openWeftClient(url, 'notes')
    await Promise.all([weftSynced(ours), weftSynced(other)])
    storage.appends.shut()
    type(ours, 'mine')
    await reads(other, 'mine')
    expect(other.unsavedChanges).toBe(0)
    expect(other.saveState).toBe('saved')
    storage.appends.open()
    await ours.whenSaved()
  })
})

const DISKS: Readonly<Record<string, () => Promise<DocumentStorage>>> = {
  memory: async () => new MemoryStorage(),
  LevelDB: openTemporaryLevelStorage,
}

describe.each(Object.entries(DISKS))(
  'over %s, when its server dies, the provider',
  (_, openDisk) => {
    it('keeps an exact count of what is not saved, and brings it back', async () => {
      const disk = await openDisk()
      const first = await startMortalWeftServer(disk)
      const ours = openWeftClient(first.url, 'notes')
      const other = openStockClient(first.url, 'notes', { maxBackoffTime: 50 })
      type(ours, 'saved. ')
      await ours.whenSaved()

      first.storage.appends.shut()
      for (const word of ['not ', 'saved ', 'yet. ']) type(ours, word)
      await reads(other, 'saved. not saved yet. ')
      expect(ours.unsavedChanges).toBe(3)
      other.destroy()
      await first.kill()
      await weftReports(ours, 'offline')
      type(ours, 'Typed offline.')
      expect(ours.unsavedChanges).toBe(4)

      const second = await startMortalWeftServer(disk, first.port)
      await ours.whenSaved()
      expect(ours.unsavedChanges).toBe(0)
      const fresh = openWeftClient(second.url, 'notes')
      await weftSynced(fresh)
      expect(textOf(fresh)).toBe('saved. not saved yet. Typed offline.')
    })

    it('brings back every edit of many, over several deaths', async () => {
      const disk = await openDisk()
      let running = await startMortalWeftServer(disk)
      const { port, url } = running
      const ada = openWeftClient(url, 'notes')
      const bob = openWeftClient(url, 'notes')
      const expected = { a: 0, b: 0 }
      for (let round = 0; round < 5; round += 1) {
        running.storage.appends.shut()
        for (let edit = 0; edit < 10; edit += 1) {
          type(ada, 'a')
          type(bob, 'b')
          expected.a += 1
          expected.b += 1
          if (edit % 4 === 1) running.storage.appends.open()
          if (edit % 4 === 3) running.storage.appends.shut()
          await turn()
        }
        await running.kill()
        running = await startMortalWeftServer(disk, port)
      }
      const whole = () => {
        const letters = [...textOf(ada)]
        const a = letters.filter((letter) => letter === 'a').length
        return a === expected.a && letters.length === expected.a + expected.b
      }
      await until('all letters are there', whole, editsOf(ada.doc))
      await Promise.all([ada.whenSaved(), bob.whenSaved()])
      await reads(bob, textOf(ada))
      await running.kill()

      const last = await startWeftServer({ storage: disk })
      const fresh = openWeftClient(last.url, 'notes')
      await weftSynced(fresh)
      expect(textOf(fresh)).toBe(textOf(ada))
    })
  },
)

describe("Weft's provider", () => {
  it('is told by a server that stops to come back, and does', async () => {
    const storage = new MemoryStorage()
    const first = await startWeftServer({ storage })
    const ours = openWeftClient(first.url, 'notes')
    type(ours, 'one')
    await ours.whenSaved()
    const lost = until('it is cut off', () => !ours.wsconnected, weftEventsOf(ours))
    await first.stop()
    await lost
    expect(ours.saveState).toBe('saved')
    type(ours, ' two')
    expect([ours.saveState, ours.unsavedChanges]).toEqual(['offline', 1])
    await startWeftServer({ storage, port: first.port })
    await ours.whenSaved()
    expect(ours.saveState).toBe('saved')
  })
})

async function openTemporaryLevelStorage(): Promise<DocumentStorage> {
  const path = await mkdtemp(join(tmpdir(), 'weft-compatibility-'))
  const storage = await openLevelStorage({ path })
  onTestFinished(async () => {
    await storage.close()
    await rm(path, { recursive: true })
  })
  return storage
}

/** Lets input that is there be read. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
