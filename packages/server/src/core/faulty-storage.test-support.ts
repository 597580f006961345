import {
  MemoryStorage,
  StorageError,
  type Append,
  type DocumentEntry,
  type DocumentStorage,
  type ListOptions,
  type LoadOptions,
  type LogBranch,
  type LogRecord,
  type NewHistory,
  type Quarantine,
  type Snapshot,
  type StoredDocument,
} from '@weft/storage'

/**
 * What a call does.
 *
 * - `work`: it works.
 * - `fail`: it rejects and changes nothing.
 * - `doubt`: it rejects after it has done its work, as a disk may that fails on the sync.
 */
export type Fate = 'work' | 'fail' | 'doubt'

/** A gate that calls wait at while it is shut. */
export class Gate {
  #waiting: (() => void)[] = []
  #isShut = false

  shut(): void {
    this.#isShut = true
  }

  open(): void {
    this.#isShut = false
    for (const go of this.#waiting.splice(0)) go()
  }

  async pass(): Promise<void> {
    if (this.#isShut) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}

/** Storage in memory whose calls a test can fail, hold up and look at. */
export class FaultyStorage implements DocumentStorage {
  readonly #inner: MemoryStorage
  readonly appendGate = new Gate()
  readonly loadGate = new Gate()
  /** Asked for each append. */
  appendFate: () => Fate = () => 'work'
  /** When set, the next append rejects because something of these documents is gone. */
  lost: readonly string[] | undefined
  loadFate: () => 'work' | 'fail' = () => 'work'
  /** Every batch that was handed over, failed ones too. */
  readonly batches: (readonly Append[])[] = []
  readonly snapshots: Snapshot[] = []
  loads = 0
  creates = 0
  appending = 0
  mostAppending = 0

  constructor(inner = new MemoryStorage()) {
    this.#inner = inner
  }

  get inner(): MemoryStorage {
    return this.#inner
  }

  async create(document: string, epoch: string, timeMs: number): Promise<string> {
    this.creates += 1
    return this.#inner.create(document, epoch, timeMs)
  }

  async load(document: string, options?: LoadOptions): Promise<StoredDocument | undefined> {
    this.loads += 1
    await this.loadGate.pass()
    if (this.loadFate() === 'fail') throw new StorageError('FAILED', 'Cannot read: told to fail')
    return this.#inner.load(document, options)
  }

  read(document: string, after: number): Promise<readonly LogRecord[]> {
    return this.#inner.read(document, after)
  }

  async append(batch: readonly Append[]): Promise<readonly number[]> {
    this.batches.push(batch)
    this.appending += 1
    this.mostAppending = Math.max(this.mostAppending, this.appending)
    try {
      await this.appendGate.pass()
      const documents = this.lost
      this.lost = undefined
      if (documents)
        throw new StorageError('FAILED', 'Cannot write: records are gone', { documents })
      const fate = this.appendFate()
      if (fate === 'fail') throw new StorageError('FAILED', 'Cannot write: told to fail')
      const sequences = await this.#inner.append(batch)
      if (fate === 'doubt') throw new StorageError('FAILED', 'Cannot sync: told to fail')
      return sequences
    } finally {
      this.appending -= 1
    }
  }

  replacePrefix(document: string, snapshot: Snapshot): Promise<void> {
    this.snapshots.push(snapshot)
    return this.#inner.replacePrefix(document, snapshot)
  }

  replace(document: string, history: NewHistory): Promise<void> {
    return this.#inner.replace(document, history)
  }

  get branch(): string {
    return this.#inner.branch
  }

  branches(document: string): Promise<readonly LogBranch[]> {
    return this.#inner.branches(document)
  }

  quarantine(document: string, found: readonly Quarantine[]): Promise<void> {
    return this.#inner.quarantine(document, found)
  }

  list(options?: ListOptions): Promise<readonly DocumentEntry[]> {
    return this.#inner.list(options)
  }

  delete(document: string): Promise<void> {
    return this.#inner.delete(document)
  }

  close(): Promise<void> {
    return this.#inner.close()
  }
}
