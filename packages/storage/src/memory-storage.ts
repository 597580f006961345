import { compareDocumentNames, requireDocumentName, requireNamePart } from './document-name.ts'
import type {
  Append,
  Damage,
  DocumentEntry,
  DocumentStorage,
  ListOptions,
  LoadOptions,
  LogBranch,
  LogRecord,
  NewHistory,
  Quarantine,
  RecordedUpdate,
  Snapshot,
  StoredDocument,
} from './document-storage.ts'
import { noSuchDocument, StorageError, tooLarge } from './errors.ts'
import { blanked, requireQuarantine, withQuarantines } from './quarantine.ts'
import { requireBound, requireListLimit, requireSequence } from './ranges.ts'

interface Kept {
  readonly epoch: string
  readonly createdMs: number
  changedMs: number
  /** Where this history's numbers begin. */
  readonly fromSequence: number
  sequence: number
  snapshot: Snapshot | undefined
  records: LogRecord[]
  damage: readonly Damage[]
}

/**
 * Documents kept in memory, for tests and for servers whose documents need not outlive them. Holds every guarantee of
 * {@link DocumentStorage} but the disk: what it keeps ends with the object.
 */
export class MemoryStorage implements DocumentStorage {
  /** The only one: what it keeps is never opened again. */
  readonly branch = 'memory'
  readonly #documents = new Map<string, Kept>()
  #status: 'open' | 'closed' = 'open'

  async create(document: string, epoch: string, timeMs: number): Promise<string> {
    this.#begin(document)
    const there = this.#documents.get(document)
    if (there !== undefined) return there.epoch
    this.#documents.set(document, {
      epoch,
      createdMs: timeMs,
      changedMs: timeMs,
      fromSequence: 1,
      sequence: 0,
      snapshot: undefined,
      records: [],
      damage: [],
    })
    return epoch
  }

  async load(
    document: string,
    { maxBytes = Infinity }: LoadOptions = {},
  ): Promise<StoredDocument | undefined> {
    this.#begin(document)
    const kept = this.#documents.get(document)
    if (kept === undefined) return undefined
    const bytes = sizeOf(kept)
    if (bytes > maxBytes) throw tooLarge(document, bytes, maxBytes)
    const { snapshot, records } = blanked(kept, kept.damage)
    return {
      epoch: kept.epoch,
      sequence: kept.sequence,
      snapshot: snapshot && copySnapshot(snapshot),
      records: records.map(copyRecord),
      damage: kept.damage,
    }
  }

  async read(document: string, after: number): Promise<readonly LogRecord[]> {
    this.#begin(document)
    requireSequence(after)
    const kept = this.#documents.get(document)
    if (kept === undefined) return []
    const { records } = blanked(kept, kept.damage)
    return records.filter((record) => record.sequence > after).map(copyRecord)
  }

  async append(batch: readonly Append[]): Promise<readonly number[]> {
    this.#begin(...batch.map((append) => append.document))
    const appends = batch.map(({ document, updates }) => ({ kept: this.#find(document), updates }))
    return appends.map(({ kept, updates }) => {
      addRecord(kept, updates)
      return kept.sequence
    })
  }

  async replacePrefix(document: string, snapshot: Snapshot): Promise<void> {
    this.#begin(document)
    const kept = this.#find(document)
    requireBound(document, snapshot.sequence, kept.snapshot?.sequence ?? 0, kept.sequence)
    if (kept.damage.length > 0) {
      throw new StorageError('FAILED', `Cannot compact "${document}": it is damaged`)
    }
    kept.snapshot = copySnapshot(snapshot)
    kept.records = kept.records.filter((record) => record.sequence > snapshot.sequence)
  }

  async replace(document: string, history: NewHistory): Promise<void> {
    this.#begin(document)
    const { epoch, createdMs, changedMs, pieces, records } = history
    const last = this.#documents.get(document)?.sequence ?? 0
    const bound = last === 0 && pieces.length === 0 ? 0 : last + 1
    const kept: Kept = {
      epoch,
      createdMs,
      changedMs,
      fromSequence: Math.max(bound, 1),
      sequence: bound,
      snapshot: bound === 0 ? undefined : copySnapshot({ sequence: bound, pieces }),
      records: [],
      damage: [],
    }
    for (const updates of records) addRecord(kept, updates)
    this.#documents.set(document, kept)
  }

  async branches(document: string): Promise<readonly LogBranch[]> {
    this.#begin(document)
    const kept = this.#documents.get(document)
    if (kept === undefined || kept.sequence === 0) return []
    return [{ name: this.branch, fromSequence: kept.fromSequence }]
  }

  async quarantine(document: string, found: readonly Quarantine[]): Promise<void> {
    this.#begin(document)
    const kept = this.#find(document)
    const added = found.map((one) => requireQuarantine(document, kept, one))
    kept.damage = withQuarantines(kept.damage, added)
  }

  async list(options: ListOptions = {}): Promise<readonly DocumentEntry[]> {
    this.#begin()
    const { prefix = '', after = '', limit = 1000 } = options
    requireNamePart(prefix)
    requireNamePart(after)
    requireListLimit(limit)
    return [...this.#documents]
      .filter(([name]) => name.startsWith(prefix) && compareDocumentNames(name, after) > 0)
      .sort(([left], [right]) => compareDocumentNames(left, right))
      .slice(0, limit)
      .map(([document, kept]) => ({
        document,
        epoch: kept.epoch,
        sequence: kept.sequence,
        sizeBytes: sizeOf(kept),
        createdMs: kept.createdMs,
        changedMs: kept.changedMs,
      }))
  }

  async delete(document: string): Promise<void> {
    this.#begin(document)
    this.#documents.delete(document)
  }

  async close(): Promise<void> {
    this.#status = 'closed'
  }

  #begin(...documents: readonly string[]): void {
    if (this.#status === 'closed') {
      throw new StorageError('CLOSED', 'Cannot use the storage: it is closed')
    }
    documents.forEach(requireDocumentName)
  }

  #find(document: string): Kept {
    const kept = this.#documents.get(document)
    if (kept === undefined) throw noSuchDocument(document)
    return kept
  }
}

function addRecord(kept: Kept, updates: readonly RecordedUpdate[]): void {
  kept.sequence += 1
  kept.records.push(copyRecord({ sequence: kept.sequence, updates }))
  if (updates.length > 0) kept.changedMs = Math.max(...updates.map((update) => update.timeMs))
}

function copyRecord(record: LogRecord): LogRecord {
  return { sequence: record.sequence, updates: record.updates.map(copyUpdate) }
}

function copyUpdate({ update, user, timeMs }: RecordedUpdate): RecordedUpdate {
  return {
    update: new Uint8Array(update),
    user: user?.replace(/\p{Surrogate}/gu, '\ufffd'),
    timeMs,
  }
}

function copySnapshot({ sequence, pieces }: Snapshot): Snapshot {
  return { sequence, pieces: pieces.map((piece) => new Uint8Array(piece)) }
}

function sizeOf({ snapshot, records }: Kept): number {
  const updates = records.flatMap((record) => record.updates.map(({ update }) => update))
  return [...(snapshot?.pieces ?? []), ...updates].reduce((sum, bytes) => sum + bytes.length, 0)
}
