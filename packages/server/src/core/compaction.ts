import type { DocumentStorage, StoredDocument } from '@weft/storage'
import type { Limits } from './limits.ts'
import type { Observe } from './measures.ts'
import { messageOf, type Clock, type Log } from './ports.ts'
import { storedUpdates } from './stored-updates.ts'

/** Merges a document's stored updates into the pieces of a snapshot, away from the thread that serves peers. */
export interface Compactor {
  /**
   * @throws {PoisonedUpdates} When some of the updates cannot be applied. {Error} When they cannot be merged without
   * loss, or not within bounds. Their log then stays as it is.
   */
  compact(updates: readonly Uint8Array[]): Promise<readonly Uint8Array[]>
  /** May end what is under way, which then rejects. */
  close(): Promise<void>
}

export interface CompactionDependencies {
  readonly storage: DocumentStorage
  readonly compactor: Compactor
  readonly clock: Pick<Clock, 'now'>
  readonly limits: Pick<Limits, 'compactAfterRecords' | 'compactAfterBytes' | 'maxLoadBytes'>
  readonly log: Log
  readonly count: (name: string) => void
  readonly observe: Observe
}

/**
 * A record takes about as long to load as fifty bytes of a snapshot. One for each of these many makes the log of a large
 * document a third dearer to load, and spares building its snapshot anew, which takes twice a load, every few seconds.
 */
const BYTES_PER_RECORD = 128

/** What lies in one document's log after its snapshot. */
interface Tail {
  records: number
  bytes: number
  snapshotBytes: number
}

/**
 * Replaces long logs by snapshots, one document at a time. A snapshot is built from the stored rows and never from the
 * live room, and covers exactly the rows that were read: what is appended meanwhile stays behind it.
 */
export class Compaction {
  readonly #dependencies: CompactionDependencies
  readonly #tails = new Map<string, Tail>()
  readonly #damaged = new Set<string>()
  readonly #queue = new Set<string>()
  #running: Promise<void> | undefined
  #isClosed = false

  constructor(dependencies: CompactionDependencies) {
    this.#dependencies = dependencies
  }

  /** Notes what a document's log held when its room was loaded. */
  loaded(document: string, tail: Readonly<Tail>, isDamaged: boolean): void {
    // What is damaged may be all that is left of something: it is never rewritten.
    if (isDamaged) this.#damaged.add(document)
    else this.#damaged.delete(document)
    this.#tails.set(document, { ...tail })
    this.#consider(document)
  }

  /** Something of the document is gone from storage. */
  damaged(document: string): void {
    this.#damaged.add(document)
    this.#queue.delete(document)
  }

  /** Notes a record that is on disk. */
  appended(document: string, bytes: number): void {
    const tail = this.#tails.get(document)
    if (!tail) return
    tail.records += 1
    tail.bytes += bytes
    this.#consider(document)
  }

  /** The document's room is gone. */
  unloaded(document: string): void {
    this.#tails.delete(document)
    this.#damaged.delete(document)
  }

  /** Builds the pieces of a snapshot. @throws As {@link Compactor.compact}. */
  async build(updates: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
    if (this.#isClosed) throw new Error('the server goes away')
    return this.#dependencies.compactor.compact(updates)
  }

  /** Puts a snapshot in the place of all that was read, if it may. Never rejects: there is time for it later. */
  async put(
    document: string,
    stored: StoredDocument,
    pieces: readonly Uint8Array[],
  ): Promise<void> {
    if (stored.damage.length > 0 || stored.records.length === 0 || this.#isClosed) return
    try {
      await this.#replace(document, stored, pieces)
    } catch (error) {
      this.#failed(document, error)
    }
  }

  /** Begins no more, and gives up what is under way: a snapshot can be made at any time. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#queue.clear()
    await this.#dependencies.compactor.close()
    await this.#running
  }

  #consider(document: string): void {
    const tail = this.#tails.get(document)
    if (!tail || this.#isClosed || this.#damaged.has(document)) return
    const { compactAfterRecords, compactAfterBytes } = this.#dependencies.limits
    const isLong =
      tail.records >= Math.max(compactAfterRecords, tail.snapshotBytes / BYTES_PER_RECORD) ||
      tail.bytes >= Math.max(compactAfterBytes, tail.snapshotBytes)
    if (!isLong) return
    this.#queue.add(document)
    this.#running ??= this.#run()
  }

  async #run(): Promise<void> {
    for (const document of this.#queue) {
      this.#queue.delete(document)
      try {
        await this.#compact(document)
      } catch (error) {
        if (this.#isClosed) break
        this.#failed(document, error)
      }
    }
    this.#running = undefined
  }

  #failed(document: string, error: unknown): void {
    const { log, count } = this.#dependencies
    count('compaction-failed')
    log({ level: 'error', event: 'compaction-failed', document, message: messageOf(error) })
  }

  async #compact(document: string): Promise<void> {
    const { storage, compactor, clock, limits, log, observe } = this.#dependencies
    const startMs = clock.now()
    const tail = this.#tails.get(document)
    // Counted anew from here, so that it is not tried again, done or failed, until as much has been added once more.
    if (tail) Object.assign(tail, { records: 0, bytes: 0 })
    const stored = await storage.load(document, { maxBytes: limits.maxLoadBytes })
    if (!stored || stored.damage.length > 0 || stored.records.length === 0) return
    log({ level: 'debug', event: 'compacting', document, records: stored.records.length })
    const pieces = await compactor.compact(storedUpdates(stored).map(({ update }) => update))
    const snapshotBytes = await this.#replace(document, stored, pieces)
    if (tail) tail.snapshotBytes = snapshotBytes
    observe('compaction-ms', clock.now() - startMs)
  }

  async #replace(
    document: string,
    { sequence, records }: StoredDocument,
    pieces: readonly Uint8Array[],
  ): Promise<number> {
    const { storage, log, count } = this.#dependencies
    await storage.replacePrefix(document, { sequence, pieces })
    const snapshotBytes = pieces.reduce((sum, piece) => sum + piece.length, 0)
    count('compacted')
    log({
      level: 'info',
      event: 'compacted',
      document,
      records: records.length,
      sequence,
      snapshotBytes,
    })
    return snapshotBytes
  }
}
