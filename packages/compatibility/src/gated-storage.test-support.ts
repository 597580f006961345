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
import { Gate } from './gate.test-support.ts'

/** A storage that loads and appends when it is let, fails when it is told to, and can be pulled from under its server. */
export class GatedStorage implements DocumentStorage {
  readonly loads = new Gate()
  readonly appends = new Gate()
  /** Whether appends fail for want of space. */
  isFull = false
  readonly #disk: DocumentStorage
  #isPulled = false

  /** @param disk Where the documents really are; another server may open it later. */
  constructor(disk: DocumentStorage = new MemoryStorage()) {
    this.#disk = disk
  }

  /** As when the process is killed: what has not reached the disk never will. */
  pull(): void {
    this.#isPulled = true
    this.loads.open()
    this.appends.open()
  }

  async load(document: string, options?: LoadOptions): Promise<StoredDocument | undefined> {
    await this.loads.passed()
    this.#checkPulled()
    return this.#disk.load(document, options)
  }

  async append(batch: readonly Append[]): Promise<readonly number[]> {
    await this.appends.passed()
    this.#checkPulled()
    if (this.isFull) throw new StorageError('NO_SPACE', 'Cannot write: the disk is full')
    return this.#disk.append(batch)
  }

  create(document: string, epoch: string, timeMs: number): Promise<string> {
    return this.#disk.create(document, epoch, timeMs)
  }

  read(document: string, after: number): Promise<readonly LogRecord[]> {
    return this.#disk.read(document, after)
  }

  replacePrefix(document: string, snapshot: Snapshot): Promise<void> {
    return this.#disk.replacePrefix(document, snapshot)
  }

  replace(document: string, history: NewHistory): Promise<void> {
    return this.#disk.replace(document, history)
  }

  get branch(): string {
    return this.#disk.branch
  }

  branches(document: string): Promise<readonly LogBranch[]> {
    return this.#disk.branches(document)
  }

  quarantine(document: string, found: readonly Quarantine[]): Promise<void> {
    return this.#disk.quarantine(document, found)
  }

  list(options?: ListOptions): Promise<readonly DocumentEntry[]> {
    return this.#disk.list(options)
  }

  delete(document: string): Promise<void> {
    return this.#disk.delete(document)
  }

  close(): Promise<void> {
    return this.#disk.close()
  }

  #checkPulled(): void {
    if (this.#isPulled) throw new StorageError('FAILED', 'Cannot reach the disk: it was pulled')
  }
}
