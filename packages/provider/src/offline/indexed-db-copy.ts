import * as Y from 'yjs'
import { contain, type Cancel } from '../core/ports.ts'
import { applyUpdate } from '../core/sync-link.ts'
import type {
  KeptConnection,
  KeptProvider,
  OfflineCopy,
  OfflineEnd,
  OfflineState,
} from '../offline-copy.ts'
import { systemClock } from '../system-clock.ts'
import { compact } from './compact.ts'
import { deleteDatabase, errorOf, openDatabase, readKept, type Kept } from './database.ts'
import { Writer, type WriteOutcome } from './writer.ts'

export interface IndexedDbCopyOptions {
  /** The database's name. */
  readonly name: string
  readonly loadTimeoutMs: number
  readonly trimSize: number
}

/** After how long keeping is tried again that has failed, in milliseconds. */
const RETRY_MS = 10_000

/**
 * A document in an IndexedDB database, which the browser's tabs share: each writes what it sees.
 *
 * What was kept comes into the document with the provider as its origin, like what comes from the server: it is no edit.
 */
export class IndexedDbCopy implements OfflineCopy {
  readonly whenLoaded: Promise<void>
  readonly #provider: KeptProvider
  readonly #connection: KeptConnection
  readonly #options: IndexedDbCopyOptions
  readonly #tellLoaded: () => void
  #state: OfflineState = { name: 'loading' }
  #database: IDBDatabase | undefined
  #writer: Writer | undefined
  /** What has changed and is not written. */
  #changes: Uint8Array[]
  #cancelTimeout: Cancel = () => {}
  #isRestoring = false
  #isWriteDue = false
  #hasHole = false
  #failedAtMs = Number.NEGATIVE_INFINITY
  #rows = 0

  constructor(provider: KeptProvider, connection: KeptConnection, options: IndexedDbCopyOptions) {
    this.#provider = provider
    this.#connection = connection
    this.#options = options
    const { doc } = provider
    this.#changes = doc.store.clients.size === 0 ? [] : [Y.encodeStateAsUpdate(doc)]
    let tellLoaded = () => {}
    this.whenLoaded = new Promise((resolve) => {
      tellLoaded = resolve
    })
    this.#tellLoaded = tellLoaded
    // Nobody can say that all is saved before it is known what this device has kept.
    connection.saves.update({ hasAcknowledgements: false })
    doc.on('update', this.#onUpdate)
    provider.on('unsaved-changes', this.#writeSoon)
    // The server has told the document's history, and gets what was kept next.
    provider.on('sync', this.#writeSoon)
    void this.#load()
  }

  get state(): OfflineState {
    return this.#state
  }

  async clear(): Promise<void> {
    this.#stop('deleted')
    // In Node there is nothing to remove.
    if (globalThis.indexedDB) await deleteDatabase(this.#options.name)
  }

  destroy(): void {
    if (this.#state.name === 'loading') void this.#keepUnread()
    this.#write()
    this.#stop('destroyed')
  }

  /** Keeps what was edited while the copy was read, beside what is in it. */
  async #keepUnread(): Promise<void> {
    const updates = this.#changes
    const { history, saves } = this.#connection
    if (updates.length === 0) return
    try {
      const database = await openDatabase(this.#options.name)
      new Writer(database, [], 0).write({ updates, edits: saves.edits, history }, () => {})
      database.close()
    } catch {
      // There is nobody left to tell.
    }
  }

  async #load(): Promise<void> {
    const { name, loadTimeoutMs, trimSize } = this.#options
    this.#cancelTimeout = systemClock.after(loadTimeoutMs, () => {
      this.#stop('timeout', new Error(`IndexedDB did not answer within ${loadTimeoutMs} ms`))
    })
    try {
      const database = await openDatabase(name)
      if (this.#state.name !== 'loading') return database.close()
      this.#watch(database)
      const kept = await readKept(database)
      if (this.#state.name !== 'loading') return
      this.#restore(database, kept)
      if (this.#rows >= trimSize) this.#compact()
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause))
      this.#stop('unavailable', error)
    }
  }

  #watch(database: IDBDatabase): void {
    this.#database = database
    // Another tab removes the copy, or the browser did.
    database.onversionchange = () => this.#stop('deleted')
    database.onclose = () => this.#stop('deleted')
  }

  #restore(database: IDBDatabase, { updates, history, sessions }: Kept): void {
    const { saves } = this.#connection
    const isWhole = this.#applyAll(updates)
    for (const { edits } of sessions) {
      for (let count = edits.saved; count < edits.made; count += 1) saves.edits.add()
    }
    // Whoever has kept updates without saying which are saved, as y-indexeddb does, may have unsaved ones.
    const isUncounted = updates.length > 0 && sessions.length === 0 && !history
    if (isUncounted || (!isWhole && sessions.length === 0)) saves.edits.add()
    if (history) this.#connection.learntHistory(history)
    if (!isWhole) return this.#stop('unreadable')
    this.#rows = updates.length
    this.#writer = new Writer(database, sessions, saves.edits.made)
    this.#loaded({ name: 'keeping' })
    this.#writeSoon()
  }

  /** Puts what was kept into the document. Returns whether all of it could be read. */
  #applyAll(updates: readonly unknown[]): boolean {
    const { doc } = this.#provider
    let isWhole = true
    const apply = (update: unknown) => {
      try {
        if (!(update instanceof Uint8Array)) throw new TypeError('not an update')
        applyUpdate(doc, update, this.#provider, systemClock)
      } catch {
        isWhole = false
      }
    }
    this.#isRestoring = true
    const applyAll = () => updates.forEach(apply)
    contain(systemClock, () => Y.transact(doc, applyAll, this.#provider, false))
    this.#isRestoring = false
    return isWhole
  }

  #loaded(state: OfflineState): void {
    this.#cancelTimeout()
    this.#connection.saves.update({ hasAcknowledgements: undefined })
    this.#setState(state)
    this.#tellLoaded()
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    // But not what the document's listeners make of it.
    if (this.#isRestoring && origin === this.#provider) return
    this.#changes.push(update)
    this.#writeSoon()
  }

  readonly #writeSoon = (): void => {
    if (this.#isWriteDue) return
    this.#isWriteDue = true
    // All that one turn brings about is one transaction.
    queueMicrotask(() => {
      this.#isWriteDue = false
      this.#write()
    })
  }

  #write(): void {
    if (!this.#writer) return
    const { doc } = this.#provider
    const { saves } = this.#connection
    const { made, saved } = saves.edits
    // Nothing can be merged that is not there.
    const history = doc.store.clients.size === 0 ? undefined : this.#connection.history
    const changes = this.#changes
    this.#changes = []
    // What comes after a change that was not kept is of no use without it.
    if (this.#hasHole && systemClock.now() - this.#failedAtMs < RETRY_MS) return
    const updates = this.#hasHole ? [Y.encodeStateAsUpdate(doc)] : changes
    this.#hasHole = false
    this.#rows += updates.length
    const writer = this.#writer
    const batch = { updates, edits: { made, saved }, history }
    this.#use(() => writer.write(batch, this.#onWritten))
  }

  #use(use: () => void): void {
    try {
      use()
    } catch (cause) {
      // The browser has closed the database, and has not said so yet.
      this.#stop('deleted', cause instanceof Error ? cause : undefined)
    }
  }

  readonly #onWritten = (outcome: WriteOutcome): void => {
    if (this.#state.name === 'stopped') return
    if (outcome === 'other-history') return this.#stop('other-history')
    if (outcome !== 'written') return this.#failed(errorOf(outcome.error))
    if (this.#hasHole) return
    this.#setState({ name: 'keeping' })
    if (this.#rows >= this.#options.trimSize) this.#compact()
  }

  #failed(error: Error): void {
    this.#hasHole = true
    this.#failedAtMs = systemClock.now()
    const because = error.name === 'QuotaExceededError' ? 'full' : 'other'
    this.#setState({ name: 'failing', because, error })
  }

  #compact(): void {
    this.#rows = 0
    const database = this.#database
    if (!database) return
    this.#use(() => compact(database, this.#options.trimSize, this.#provider.doc.gc))
  }

  #stop(because: OfflineEnd, error?: Error): void {
    const { name } = this.#state
    if (name === 'stopped') return
    this.#provider.doc.off('update', this.#onUpdate)
    this.#provider.off('unsaved-changes', this.#writeSoon)
    this.#provider.off('sync', this.#writeSoon)
    this.#changes = []
    this.#writer = undefined
    // Waits for what is being written.
    this.#database?.close()
    const stopped = { name: 'stopped', because, error } as const
    if (name === 'loading') this.#loaded(stopped)
    else this.#setState(stopped)
  }

  #setState(state: OfflineState): void {
    const isSame = state.name === this.#state.name
    this.#state = state
    // Once, however often it is tried again.
    if (isSame) return
    contain(systemClock, () => this.#provider.emit('offline-state', [state]))
  }
}
