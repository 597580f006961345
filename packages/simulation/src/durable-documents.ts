import type { DocumentStorage } from '@weft/storage'
import { openStorageOver, type Database, type View } from '@weft/storage-level/over-database'
import type { SimulatedDisk, SortedRows } from '@weft/testkit'
import * as Y from 'yjs'

interface Followed {
  doc: Y.Doc
  epoch: string
  sequence: number
}

/**
 * What would be there if the power went now and everybody with it: the documents as the real storage reads them from
 * what is durable. Follows the disk record by record, and reads a document whole when a snapshot has taken the place of
 * records.
 */
export class DurableDocuments {
  readonly #disk: SimulatedDisk
  readonly #followed = new Map<string, Followed | undefined>()
  readonly #versions = new Map<string, number>()
  #storage: Promise<DocumentStorage> | undefined

  constructor(disk: SimulatedDisk) {
    this.#disk = disk
  }

  /** The document now; undefined when there is none. Not to be changed. */
  async read(document: string): Promise<Y.Doc | undefined> {
    if (this.#versions.get(document) !== this.#disk.version) {
      this.#followed.set(document, await this.#follow(document))
      this.#versions.set(document, this.#disk.version)
    }
    return this.#followed.get(document)?.doc
  }

  /** The same, read anew from the first byte. */
  async readAnew(document: string): Promise<Y.Doc | undefined> {
    this.#forget(document)
    return this.read(document)
  }

  /** What is durable is not what followed from before: the power was cut, or a backup restored. */
  forget(): void {
    for (const document of [...this.#followed.keys()]) this.#forget(document)
    this.#storage = undefined
  }

  async epoch(document: string): Promise<string | undefined> {
    await this.read(document)
    return this.#followed.get(document)?.epoch
  }

  #forget(document: string): void {
    this.#followed.delete(document)
    this.#versions.delete(document)
  }

  async #follow(document: string): Promise<Followed | undefined> {
    this.#storage ??= openStorageOver({
      path: '/durable',
      openDatabase: async () => new DurableDatabase(this.#disk),
      minFreeBytes: 0,
      spaceProbe: { freeBytes: async () => 1, now: () => 0 },
      entryLimit: 100,
      deletionChunk: 100,
      uuid: 'durable',
    })
    const storage = await this.#storage
    const followed = this.#followed.get(document)
    if (followed) {
      const records = await storage.read(document, followed.sequence)
      const [entry] = await storage.list({ prefix: document, limit: 1 })
      if (entry?.sequence === followed.sequence) return followed
      if (records[0]?.sequence === followed.sequence + 1) {
        apply(
          followed.doc,
          records.flatMap(({ updates }) => updates.map(({ update }) => update)),
        )
        followed.sequence = records.at(-1)?.sequence ?? followed.sequence
        return followed
      }
    }
    return this.#load(storage, document)
  }

  async #load(storage: DocumentStorage, document: string): Promise<Followed | undefined> {
    const stored = await storage.load(document)
    if (!stored) return undefined
    if (stored.damage.length > 0) throw new Error(`${document} is damaged on disk`)
    const doc = new Y.Doc()
    apply(doc, [
      ...(stored.snapshot?.pieces ?? []),
      ...stored.records.flatMap(({ updates }) => updates.map(({ update }) => update)),
    ])
    return { doc, epoch: stored.epoch, sequence: stored.sequence }
  }
}

function apply(doc: Y.Doc, updates: readonly Uint8Array[]): void {
  Y.transact(doc, () => {
    for (const update of updates) Y.applyUpdate(doc, update)
  })
}

/** Reads what is durable, and writes nothing. */
class DurableDatabase implements Database {
  readonly #disk: SimulatedDisk

  constructor(disk: SimulatedDisk) {
    this.#disk = disk
  }

  view(): View {
    const rows: SortedRows = this.#disk.durable
    return {
      get: async (key) => rows.get(key),
      rows: async function* ({ from, before }, limit) {
        yield rows.range(from, before, limit)
      },
      firstKeys: async ({ from, before }, limit) =>
        rows.range(from, before, limit).map(({ key }) => key),
      lastKey: async ({ from, before }) => rows.range(from, before).at(-1)?.key,
      close: async () => {},
    }
  }

  async batch(): Promise<void> {}

  async close(): Promise<void> {}
}
