import {
  type Append,
  blanked,
  type DocumentEntry,
  type DocumentStorage,
  type ListOptions,
  type LoadOptions,
  type LogBranch,
  type LogRecord,
  type NewHistory,
  type Quarantine,
  requireDocumentName,
  requireListLimit,
  requireNamePart,
  requireSequence,
  type Snapshot,
  StorageError,
  type StoredDocument,
  tooLarge,
} from '@weft/storage'

import { appendRecords } from './append-records.ts'
import { decodeBranches } from './branches-row.ts'
import type { DatabaseFiles } from './database-files.ts'
import type { View } from './database.ts'
import { type DocumentEntries, mergeDamage } from './document-entries.ts'
import { createDocument, markDeleted } from './document-life.ts'
import {
  type Finding,
  type HeadState,
  readHead,
  readRecords,
  readSnapshot,
} from './document-rows.ts'
import { isCorruption } from './failure.ts'
import { renewHeads } from './renew-heads.ts'
import type { FreeSpace } from './free-space.ts'
import { deleteLeftovers, documentsWithLeftovers } from './leftovers.ts'
import { listHeads } from './list-heads.ts'
import type { LiveDatabase } from './live-database.ts'
import { Operations } from './operations.ts'
import { getOrFind } from './get-or-find.ts'
import { sizeOf } from './head-row.ts'
import { branchesKey } from './keys.ts'
import { encodePieces } from './piece-row.ts'
import { encodeUpdates } from './record-row.ts'
import { putSnapshot } from './put-snapshot.ts'
import { quarantineUpdates } from './quarantine-updates.ts'
import { encodeHistory, replaceHistory } from './replace-history.ts'

type PresentHead = Extract<HeadState, { readonly is: 'present' }>

/** The parts that a {@link LevelStorage} is put together from. */
export interface LevelStorageParts {
  /** For messages. */
  readonly path: string
  readonly live: LiveDatabase
  readonly entries: DocumentEntries
  readonly freeSpace: FreeSpace
  /** What the database lies in; undefined for one that has no files. */
  readonly files: DatabaseFiles | undefined
  /** What this opening appends to: unguessable, and never used before. */
  readonly branch: string
  /** How many dead rows are deleted in one go. */
  readonly deletionChunk: number
  /** Lets the folder be opened again. */
  release(): void
}

/** Documents in a LevelDB database. Opened with {@link openLevelStorage}. */
export class LevelStorage implements DocumentStorage {
  readonly branch: string
  readonly #parts: LevelStorageParts
  readonly #operations: Operations

  private constructor(parts: LevelStorageParts) {
    this.branch = parts.branch
    this.#parts = parts
    this.#operations = new Operations(parts.path)
  }

  /** Begins, also with deleting in the background what an earlier process left behind. */
  static start(parts: LevelStorageParts): LevelStorage {
    const storage = new LevelStorage(parts)
    storage.#resumeDeletions()
    storage.#checkFiles()
    return storage
  }

  /** Resolves when what was lost with a damaged file is known as far as lists need it. */
  async started(): Promise<void> {
    const { live, files, entries } = this.#parts
    if (files?.hasReplaced !== true) return
    await live.write((session) => renewHeads(session, entries))
    files.settled()
  }

  async create(document: string, epoch: string, timeMs: number): Promise<string> {
    const { live, entries, freeSpace, deletionChunk } = this.#parts
    return this.#operations.run(async () => {
      requireDocumentName(document)
      return live.write(async (session) => {
        await freeSpace.check()
        return createDocument(session, entries, document, epoch, timeMs, deletionChunk)
      })
    })
  }

  async load(
    document: string,
    { maxBytes = Infinity }: LoadOptions = {},
  ): Promise<StoredDocument | undefined> {
    return this.#operations.run(async () => {
      requireDocumentName(document)
      const loaded = await this.#readPresent(document, async (view, { head, damage }) => {
        if (sizeOf(head) > maxBytes) throw tooLarge(document, sizeOf(head), maxBytes)
        const { snapshot, findings } = await readSnapshot(view, document, head)
        const log = await readRecords(view, document, head, head.bound + 1)
        return {
          value: { head, damage, snapshot, records: log.records },
          findings: [...findings, ...log.findings],
          highest: log.highest,
        }
      })
      if (loaded === undefined) return undefined
      const { head, snapshot, records } = loaded.value
      const damage = mergeDamage(loaded.value.damage, loaded.findings)
      const { epoch, sequence } = head
      return blanked({ epoch, sequence, snapshot, records, damage }, damage)
    })
  }

  async read(document: string, after: number): Promise<readonly LogRecord[]> {
    return this.#operations.run(async () => {
      requireDocumentName(document)
      requireSequence(after)
      const found = await this.#readPresent(document, async (view, { head, damage }) => {
        const first = Math.max(after, head.bound) + 1
        const { records, findings, highest } = await readRecords(view, document, head, first)
        const { records: value } = blanked({ snapshot: undefined, records }, damage)
        return { value, findings, highest }
      })
      return found?.value ?? []
    })
  }

  async append(batch: readonly Append[]): Promise<readonly number[]> {
    const { live, entries, freeSpace } = this.#parts
    return this.#operations.run(async () => {
      for (const { document } of batch) requireDocumentName(document)
      const records = batch.map(({ document, updates }) => ({
        document,
        record: encodeUpdates(updates),
      }))
      if (records.length === 0) return []
      return live.append(async (session) => {
        await freeSpace.check()
        return appendRecords(session, entries, records, this.branch)
      })
    })
  }

  async replacePrefix(document: string, snapshot: Snapshot): Promise<void> {
    const { live, entries, freeSpace } = this.#parts
    return this.#operations.run(async () => {
      requireDocumentName(document)
      const encoded = encodePieces(document, snapshot)
      await live.write(async (session) => {
        await freeSpace.check()
        await putSnapshot(session, entries, document, encoded)
      })
      await this.#deleteLeftovers(document)
    })
  }

  async replace(document: string, history: NewHistory): Promise<void> {
    const { live, entries, freeSpace, deletionChunk } = this.#parts
    return this.#operations.run(async () => {
      requireDocumentName(document)
      const encoded = encodeHistory(history)
      await live.write(async (session) => {
        await freeSpace.check()
        const on = { branch: this.branch, deletionChunk }
        await replaceHistory(session, entries, document, encoded, on)
      })
      await this.#deleteLeftovers(document)
    })
  }

  async branches(document: string): Promise<readonly LogBranch[]> {
    return this.#operations.run(async () => {
      requireDocumentName(document)
      return this.#parts.live.read(async (view) => {
        const row = await getOrFind(view, branchesKey(document))
        if (!(row instanceof Uint8Array)) return []
        // What a deletion left behind is no document's.
        const { is } = await readHead(view, document)
        return is === 'absent' ? [] : decodeBranches(document, row)
      })
    })
  }

  async quarantine(document: string, found: readonly Quarantine[]): Promise<void> {
    const { live, entries, freeSpace } = this.#parts
    return this.#operations.run(async () => {
      requireDocumentName(document)
      await live.write(async (session) => {
        await freeSpace.check()
        await quarantineUpdates(session, entries, document, found)
      })
    })
  }

  async list(options: ListOptions = {}): Promise<readonly DocumentEntry[]> {
    const { live, entries } = this.#parts
    return this.#operations.run(async () => {
      const { prefix = '', after = '', limit = 1000 } = options
      requireNamePart(prefix)
      requireNamePart(after)
      requireListLimit(limit)
      const listed = await this.#unlessCorrupted(() =>
        live.read((view) => listHeads(view, prefix, after, limit)),
      )
      if (listed.broken.length === 0) return listed.entries
      await live.write(async (session) => {
        for (const document of listed.broken) await entries.renewIfProven(session, document)
      })
      return (await live.read((view) => listHeads(view, prefix, after, limit))).entries
    })
  }

  async delete(document: string): Promise<void> {
    const { live, entries } = this.#parts
    return this.#operations.run(async () => {
      requireDocumentName(document)
      await live.write((session) => markDeleted(session, entries, document))
      await this.#deleteLeftovers(document)
    })
  }

  /**
   * Writes the files of the database anew, so that they hold nothing of what was deleted, and no more than they must.
   * Takes as much free space as the documents take, for a while; everything else goes on meanwhile.
   */
  async rewriteFiles(): Promise<void> {
    return this.#operations.run(async () => {
      const { live } = this.#parts
      for (const document of await live.read(documentsWithLeftovers)) {
        await this.#deleteLeftovers(document)
      }
      await live.rewriteFiles()
    })
  }

  async close(): Promise<void> {
    return this.#operations.close(async () => {
      await this.#parts.live.close()
      this.#parts.release()
    })
  }

  #resumeDeletions(): void {
    const resumed = this.#operations.run(async () => {
      const documents = await this.#parts.live.read(documentsWithLeftovers)
      for (const document of documents) await this.#deleteLeftovers(document)
    })
    // The rows stay marked for the next opening, and a disk that fails will fail an append soon enough.
    resumed.catch(() => {})
  }

  /** Looks at the files that there was no time for before, while others work. */
  #checkFiles(): void {
    const { files, live } = this.#parts
    const checked = this.#operations.run(async () => {
      while (!this.#operations.closing) {
        const found = (await files?.checkNext()) ?? 'none'
        if (found === 'none') return
        if (found === 'damaged') await live.reopen()
      }
    })
    // A disk that fails will fail an append soon enough.
    checked.catch(() => {})
  }

  /** Where LevelDB meets damage that came after its files were checked, they are checked again, once. */
  async #unlessCorrupted<T>(job: () => Promise<T>): Promise<T> {
    const { files, live } = this.#parts
    try {
      return await job()
    } catch (error) {
      if (files === undefined || !isCorruption(error)) throw error
      files.distrust()
      await live.reopen()
      return job()
    }
  }

  /**
   * Reads of a document that is there, repairs its head first if need be, and sets aside what was found damaged.
   * Undefined when there is no such document.
   */
  async #readPresent<Value>(
    document: string,
    job: (view: View, head: PresentHead) => Promise<Reading<Value>>,
  ): Promise<Reading<Value> | undefined> {
    const { live, entries, path } = this.#parts
    for (let repaired = false; ; repaired = true) {
      const read = await live.read(async (view) => {
        const state = await readHead(view, document)
        if (state.is !== 'present') return state
        const reading = await job(view, state)
        if (reading.highest > state.head.sequence) return { is: 'broken' } as const
        return { is: 'read', reading, epoch: state.head.epoch } as const
      })
      switch (read.is) {
        case 'absent':
          return undefined
        case 'read':
          await this.#setAside(document, read.epoch, read.reading.findings)
          return read.reading
        case 'broken':
          if (repaired) {
            const message = `Cannot read "${document}" in storage at "${path}": its header cannot be repaired`
            throw new StorageError('FAILED', message)
          }
          await live.write((session) => entries.renew(session, document))
      }
    }
  }

  async #setAside(document: string, epoch: string, findings: readonly Finding[]): Promise<void> {
    if (findings.length === 0) return
    const { live, entries } = this.#parts
    try {
      await live.write((session) => entries.setAside(session, document, epoch, findings))
    } catch (error) {
      // What could not be noted now is reported all the same, and found again by the next reading.
      if (!(error instanceof StorageError)) throw error
    }
  }

  async #deleteLeftovers(document: string): Promise<void> {
    const { live, entries, deletionChunk } = this.#parts
    let from: Uint8Array | undefined
    do {
      try {
        from = await live.write(async (session) => {
          const entry = await entries.get(session, document)
          return deleteLeftovers(session, document, entry?.head, from, deletionChunk)
        })
      } catch (error) {
        // They are dead and marked; the next deletion, snapshot or opening takes up from here.
        if (!(error instanceof StorageError)) throw error
        return
      }
    } while (from !== undefined && !this.#operations.closing)
  }
}

interface Reading<Value> {
  readonly value: Value
  readonly findings: readonly Finding[]
  /** The highest number that has a record. */
  readonly highest: number
}
