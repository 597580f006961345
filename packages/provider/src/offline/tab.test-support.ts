import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { vi } from 'vitest'
import * as Y from 'yjs'
import { fakeWebSockets, type FakeWebSocket } from '../fake-web-socket.test-support.ts'
import { WeftProvider, type WeftProviderOptions } from '../index.ts'
import { openDatabase, readKept, type Kept } from './database.ts'
import { indexedDb, type IndexedDbOptions } from './indexed-db.ts'

const DATABASE = 'weft:ws://host/doc'

/** A browser: what its tabs keep, they keep together. */
export class Browser {
  readonly #tabs: Tab[] = []

  constructor() {
    vi.stubGlobal('indexedDB', new IDBFactory())
    vi.stubGlobal('IDBKeyRange', IDBKeyRange)
  }

  /** Opens a tab that has read what was kept and begun to connect. */
  async open(options: TabOptions = {}): Promise<Tab> {
    const tab = this.begin(options)
    await tab.provider.offline?.whenLoaded
    await turn()
    return tab
  }

  /** Opens a tab that has read nothing yet. */
  begin(options: TabOptions = {}): Tab {
    const tab = new Tab(options)
    this.#tabs.push(tab)
    return tab
  }

  /** All that is kept, once all that is being written is. */
  async kept(name = DATABASE): Promise<Kept> {
    const database = await openDatabase(name)
    const kept = await readKept(database)
    database.close()
    return kept
  }

  /** What is kept, as text. */
  async keptText(name = DATABASE): Promise<string> {
    const doc = new Y.Doc()
    for (const update of (await this.kept(name)).updates) {
      if (update instanceof Uint8Array) Y.applyUpdate(doc, update)
    }
    return doc.getText('text').toString()
  }

  close(): void {
    for (const tab of this.#tabs) tab.close()
    vi.unstubAllGlobals()
  }
}

export interface TabOptions extends WeftProviderOptions {
  readonly doc?: Y.Doc
  readonly url?: string
  readonly copy?: IndexedDbOptions
}

/** A page with a document that is kept offline, whose server the test plays. */
export class Tab {
  readonly provider: WeftProvider
  readonly saveStates: string[] = []
  readonly network = fakeWebSockets()

  constructor({ doc = new Y.Doc(), url = 'ws://host', copy, ...options }: TabOptions) {
    this.provider = new WeftProvider(url, 'doc', doc, {
      WebSocketPolyfill: this.network.WebSocketClass,
      disableBc: true,
      offline: indexedDb(copy),
      ...options,
    })
    this.provider.on('save-state', (saveState) => this.saveStates.push(saveState))
  }

  get socket(): FakeWebSocket {
    return this.network.socket
  }

  get text(): string {
    return this.provider.doc.getText('text').toString()
  }

  type(text: string): void {
    const shared = this.provider.doc.getText('text')
    shared.insert(shared.length, text)
  }

  /** The browser ends the page: nothing of it runs any more, and nobody hears of it. */
  close(): void {
    this.provider.destroy()
    this.provider.awareness.destroy()
  }
}

/** Lets all run that waits for promises. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
