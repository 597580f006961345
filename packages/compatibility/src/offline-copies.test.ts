import { pass } from './simulated-time.test-support.ts'
import { MemoryStorage } from '@weft/storage'
import { SeededRandom } from '@weft/testkit'
import type { WeftProvider } from '@weft/provider'
import { indexedDb } from '@weft/provider/offline'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { GatedStorage } from './gated-storage.test-support.ts'
import { SimulatedNetwork } from './simulated-network.test-support.ts'
import { simulateWeftServer } from './simulated-weft-server.test-support.ts'
import { textOf } from './waiting.test-support.ts'
import { openWeftClient } from './weft-client.test-support.ts'

const URL = 'ws://simulated'
const STEPS = 60

beforeEach(() => {
  vi.stubGlobal('indexedDB', new IDBFactory())
  vi.stubGlobal('IDBKeyRange', IDBKeyRange)
})

afterEach(() => vi.clearAllTimers())

describe('a browser that keeps a document, with tabs that come, go, lose the server and write', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'never says saved of what is not on disk, and loses nothing (seed %i)',
    async (seed) => {
      const world = new World(seed)
      for (let step = 0; step < STEPS; step += 1) {
        await world.step()
        await world.check()
      }
      await world.end()
    },
  )
})

/** Two tabs of one browser and a server whose disk is slow now and then. */
class World {
  readonly #random: SeededRandom
  readonly #disk = new MemoryStorage()
  readonly #storage = new GatedStorage(this.#disk)
  readonly #network = new SimulatedNetwork(simulateWeftServer({ storage: this.#storage }).accept)
  readonly #accept = this.#network.accept
  readonly #areTabsApart: boolean
  readonly #tabs: WeftProvider[] = []
  readonly #written: string[] = []
  readonly #fromServer = new Map<WeftProvider, Set<string>>()

  constructor(seed: number) {
    this.#random = new SeededRandom(seed)
    // Every other world has no BroadcastChannel, so that the tabs know of each other by what they keep.
    this.#areTabsApart = seed % 2 === 0
    vi.stubGlobal('WebSocket', this.#network.WebSocket)
    this.#tabs.push(this.#open(), this.#open())
  }

  async step(): Promise<void> {
    const index = this.#random.below(this.#tabs.length)
    const tab = this.#tabs[index]
    if (!tab) throw new Error('no such tab')
    const dice = this.#random.below(10)
    if (dice < 4) this.#write(tab)
    else if (dice === 4) await this.#reload(index)
    else if (dice === 5) this.#storage.appends.shut()
    else if (dice === 6) this.#storage.appends.open()
    else if (dice === 7) this.#network.accept = this.#network.accept ? undefined : this.#accept
    else if (dice === 8) tab.ws?.close()
    else tab.shouldConnect = !tab.shouldConnect
    await pass(this.#random.below(4) === 0 ? 2_000 : this.#random.below(15))
  }

  /** Whatever a tab takes for saved is on disk. */
  async check(): Promise<void> {
    const disk = new Set(wordsOf(await this.#textOnDisk()))
    for (const tab of this.#tabs) {
      if (tab.saveState !== 'saved') continue
      const missing = wordsOf(textOf(tab)).filter((word) => !disk.has(word))
      // What came by the server before it was on disk is for the tab to worry about that wrote it.
      expect(missing.filter((word) => !this.#fromServer.get(tab)?.has(word))).toEqual([])
    }
  }

  /** With a server that works, everything is there and saved in the end, though each tab is opened anew before. */
  async end(): Promise<void> {
    for (const index of this.#tabs.keys()) await this.#reload(index)
    this.#storage.appends.open()
    this.#network.accept = this.#accept
    await pass(120_000)
    const disk = wordsOf(await this.#textOnDisk())
    expect(disk.toSorted()).toEqual(this.#written.toSorted())
    for (const tab of this.#tabs) expect([tab.saveState, tab.unsavedChanges]).toEqual(['saved', 0])
  }

  #open(): WeftProvider {
    const tab = openWeftClient(URL, 'notes', {
      offline: indexedDb({ trimSize: 8 }),
      disableBc: this.#areTabsApart,
    })
    const fromServer = new Set<string>()
    this.#fromServer.set(tab, fromServer)
    let known = new Set<string>()
    tab.doc.on('update', (_update, origin) => {
      const words = wordsOf(textOf(tab))
      const isFromServer = origin === tab && tab.offline?.state.name === 'keeping'
      for (const word of words) if (isFromServer && !known.has(word)) fromServer.add(word)
      known = new Set(words)
    })
    return tab
  }

  #write(tab: WeftProvider): void {
    const word = `${this.#written.length};`
    this.#written.push(word)
    const text = tab.doc.getText('text')
    text.insert(this.#random.below(2) === 0 ? 0 : text.length, word)
  }

  async #reload(index: number): Promise<void> {
    const old = this.#tabs[index]
    old?.destroy()
    old?.doc.destroy()
    const tab = this.#open()
    this.#tabs[index] = tab
    expect(tab.saveState).not.toBe('saved')
    await pass(5)
  }

  async #textOnDisk(): Promise<string> {
    const doc = new Y.Doc()
    const stored = await this.#disk.load('notes')
    for (const piece of stored?.snapshot?.pieces ?? []) Y.applyUpdate(doc, piece)
    for (const { updates } of stored?.records ?? []) {
      for (const { update } of updates) Y.applyUpdate(doc, update)
    }
    return doc.getText('text').toString()
  }
}

function wordsOf(text: string): string[] {
  return text.match(/\d+;/g) ?? []
}
