import { StorageError, type DocumentStorage, type RecordedUpdate } from '@weft/storage'
import type { Observe } from './measures.ts'
import { messageOf, type Cancel, type Clock, type Log, type Random } from './ports.ts'

const FIRST_RETRY_MS = 100
const LAST_RETRY_MS = 5_000
/** Closing has a time limit of its own, and a disk may have room again at any moment. */
const DRAINING_RETRY_MS = 500
/** One batch holds at least one document's updates and otherwise about this much, in bytes. */
const BATCH_BYTES = 8 * 1024 * 1024
/**
 * After a batch the next waits for so many times as long as that took, for each update that was in it, but at most
 * {@link LONGEST_PAUSE_MS}: a synced write costs the same for one edit as for a hundred, and where many come, many more
 * are near. Who writes alone and waits for each edit hardly waits longer. After a pause the first is written at once.
 */
const PAUSE_FACTOR = 4
const LONGEST_PAUSE_MS = 50
/** What one waiting update takes besides its own bytes, in bytes: a keystroke of 20 bytes is mostly this. */
const UPDATE_OVERHEAD_BYTES = 256

/** What is told of a write. */
export interface WriteResult {
  /** It is on disk, as part of the record with this sequence number. */
  durable(sequence: number): void
  /** It never will be: the document is gone from storage. */
  lost(error: StorageError): void
}

/** What of one document is not on disk. */
export interface UnsavedDocument {
  readonly document: string
  /** How many updates, as peers sent them. */
  readonly edits: number
  /** Their bytes in all. */
  readonly bytes: number
}

/** The same, and since when the oldest of it waits; monotonic, in milliseconds. */
interface UnsavedSince extends UnsavedDocument {
  readonly sinceMs: number
}

interface Write {
  readonly document: string
  readonly sinceMs: number
  readonly updates: readonly RecordedUpdate[]
  readonly bytes: number
  readonly result: WriteResult
}

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'writing' }
  /** A batch was written just now; the next waits for company. */
  | { readonly kind: 'pausing'; readonly cancelPause: Cancel }
  /** Storage failed; the batch is tried again when the timer fires. */
  | { readonly kind: 'waiting'; readonly cancelRetry: Cancel; readonly attempt: number }
  /** The batch that failed is being written again. */
  | { readonly kind: 'retrying' }

export interface WriterDependencies {
  readonly storage: DocumentStorage
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly count: (name: string) => void
  readonly observe: Observe
  /** Told of documents of which storage lost something that it had acknowledged. */
  readonly onLoss: (documents: readonly string[]) => void
  /** Told when storage begins to fail, and when it works again. */
  readonly onHealth: (isSaving: boolean) => void
}

/**
 * Brings the ticks of all rooms to disk. What comes while one batch is being synced, and for a moment after, leaves together
 * in the next (group commit), so there is never more than one batch under way.
 *
 * A batch that fails is tried again until it succeeds: nothing is dropped, and nothing is reported durable that is not.
 * Trying again may append what is there already, which Yjs updates bear.
 */
export class Writer {
  readonly #dependencies: WriterDependencies
  #state: State = { kind: 'idle' }
  #queue: Write[] = []
  #batch: Write[] = []
  #unsavedBytes = 0
  #isDraining = false
  #onIdle: (() => void)[] = []
  /** When the next batch may be written. */
  #notBeforeMs = Number.NEGATIVE_INFINITY

  constructor(dependencies: WriterDependencies) {
    this.#dependencies = dependencies
  }

  /** False while storage fails. */
  get isSaving(): boolean {
    return this.#state.kind !== 'waiting' && this.#state.kind !== 'retrying'
  }

  /** What is not on disk yet, in bytes of memory, roughly. */
  get unsavedBytes(): number {
    return this.#unsavedBytes
  }

  /** What is not on disk yet, by document. */
  unsaved(): readonly UnsavedDocument[] {
    return [...this.unsavedByDocument().values()].map(({ document, edits, bytes }) => ({
      document,
      edits,
      bytes,
    }))
  }

  /** What is not on disk yet, and since when, by document. */
  unsavedByDocument(): ReadonlyMap<string, UnsavedSince> {
    const documents = new Map<string, UnsavedSince>()
    for (const { document, updates, sinceMs } of [...this.#batch, ...this.#queue]) {
      const before = documents.get(document)
      documents.set(document, {
        document,
        edits: (before?.edits ?? 0) + updates.length,
        bytes: updates.reduce((sum, { update }) => sum + update.length, before?.bytes ?? 0),
        // In the order of their coming.
        sinceMs: before?.sinceMs ?? sinceMs,
      })
    }
    return documents
  }

  /** Queues one record. Its result comes in the order of the calls. */
  append(document: string, updates: readonly RecordedUpdate[], result: WriteResult): void {
    const bytes = updates.reduce(
      (sum, { update }) => sum + update.length + UPDATE_OVERHEAD_BYTES,
      0,
    )
    this.#unsavedBytes += bytes
    const sinceMs = this.#dependencies.clock.now()
    this.#queue.push({ document, sinceMs, updates, bytes, result })
    if (this.#state.kind === 'idle') this.#pauseOrWrite()
    else if (this.#unsavedBytes > BATCH_BYTES) this.#endPause()
  }

  /** Resolves once nothing is left to write. Whoever waits for that ends the pause between batches. */
  flushed(): Promise<void> {
    this.#endPause()
    if (this.#state.kind === 'idle') return Promise.resolve()
    return new Promise((resolve) => this.#onIdle.push(resolve))
  }

  /** From now on waits less between attempts, and not at all for the next: whoever closes waits for it. */
  drain(): void {
    this.#isDraining = true
    this.#endPause()
    this.retryNow()
  }

  /** Tries at once what waits for its retry; for an operator who has made room. */
  retryNow(): void {
    if (this.#state.kind !== 'waiting') return
    const { cancelRetry, attempt } = this.#state
    cancelRetry()
    void this.#retry(attempt)
  }

  #pauseOrWrite(): void {
    const pauseMs = this.#notBeforeMs - this.#dependencies.clock.now()
    const isAwaited = this.#isDraining || this.#onIdle.length > 0
    if (pauseMs <= 0 || isAwaited || this.#queue.length === 0) return this.#writeNext()
    const cancelPause = this.#dependencies.clock.after(pauseMs, () => this.#writeNext())
    this.#state = { kind: 'pausing', cancelPause }
  }

  #endPause(): void {
    if (this.#state.kind !== 'pausing') return
    this.#state.cancelPause()
    this.#writeNext()
  }

  #writeNext(): void {
    this.#batch = this.#takeBatch()
    if (this.#batch.length > 0) {
      this.#state = { kind: 'writing' }
      void this.#write(0)
      return
    }
    this.#state = { kind: 'idle' }
    for (const resolve of this.#onIdle.splice(0)) resolve()
  }

  #takeBatch(): Write[] {
    let bytes = 0
    const end = this.#queue.findIndex((write) => (bytes += write.bytes) > BATCH_BYTES)
    return this.#queue.splice(0, end === -1 ? this.#queue.length : Math.max(1, end))
  }

  #retry(attempt: number): Promise<void> {
    this.#state = { kind: 'retrying' }
    return this.#write(attempt)
  }

  async #write(attempt: number): Promise<void> {
    const isRetry = this.#state.kind === 'retrying'
    try {
      await this.#append(this.#batch)
    } catch (error) {
      this.#retryLater(error, attempt)
      return
    }
    if (isRetry) {
      this.#dependencies.log({ level: 'info', event: 'storage-recovered' })
      this.#dependencies.onHealth(true)
    }
    this.#pauseOrWrite()
  }

  async #append(batch: readonly Write[]): Promise<void> {
    const documents = new Map<string, Write[]>()
    for (const write of batch) {
      const writes = documents.get(write.document)
      if (writes) writes.push(write)
      else documents.set(write.document, [write])
    }
    const groups = [...documents.values()]
    try {
      const sequences = await this.#store(groups)
      this.#batch = []
      groups.forEach((writes, index) => this.#durable(writes, sequences[index] ?? 0))
    } catch (error) {
      if (!isMissingDocument(error)) throw error
      await this.#appendOneByOne(groups)
    }
  }

  // Some document was deleted under its room. The others must not suffer.
  async #appendOneByOne(groups: readonly Write[][]): Promise<void> {
    for (const writes of groups) {
      const done = await this.#store([writes]).then(
        ([sequence = 0]) =>
          () =>
            this.#durable(writes, sequence),
        (error: unknown) => {
          if (!isMissingDocument(error)) throw error
          return () => this.#lost(writes, error)
        },
      )
      this.#batch = this.#batch.filter((write) => !writes.includes(write))
      done()
    }
  }

  async #store(groups: readonly Write[][]): Promise<readonly number[]> {
    const { storage, clock, observe } = this.#dependencies
    const startMs = clock.now()
    const sequences = await storage.append(
      groups.map((writes) => ({
        document: writes[0]?.document ?? '',
        updates: updatesOf(writes),
      })),
    )
    const endMs = clock.now()
    observe('append-ms', endMs - startMs)
    const updates = sum(groups, (write) => write.updates.length)
    const pauseMs = (endMs - startMs) * PAUSE_FACTOR * updates
    this.#notBeforeMs = endMs + Math.min(LONGEST_PAUSE_MS, pauseMs)
    observe(
      'append-writes',
      sum(groups, () => 1),
    )
    observe('append-bytes', sum(groups, sizeOf))
    // Before anybody is told of it: what is reported saved must not be followed by a word of failure.
    this.#state = { kind: 'writing' }
    return sequences
  }

  #durable(writes: readonly Write[], sequence: number): void {
    for (const { bytes, result } of writes) {
      this.#unsavedBytes -= bytes
      this.#tell(() => result.durable(sequence))
    }
  }

  #lost(writes: readonly Write[], error: StorageError): void {
    for (const { bytes, result } of writes) {
      this.#unsavedBytes -= bytes
      this.#tell(() => result.lost(error))
    }
  }

  // A fault in one room's bookkeeping must not look like a failed disk to all the others.
  #tell(tell: () => void): void {
    try {
      tell()
    } catch (error) {
      this.#dependencies.log({ level: 'error', event: 'internal-error', message: messageOf(error) })
    }
  }

  #retryLater(error: unknown, attempt: number): void {
    const { clock, random, log, count, onHealth, onLoss } = this.#dependencies
    const wasSaving = this.isSaving
    const capMs = this.#isDraining ? DRAINING_RETRY_MS : LAST_RETRY_MS
    const longestMs = Math.min(capMs, FIRST_RETRY_MS * 2 ** attempt)
    const delayMs = longestMs * (0.5 + random.next() / 2)
    const cancelRetry = clock.after(delayMs, () => void this.#retry(attempt + 1))
    this.#state = { kind: 'waiting', cancelRetry, attempt }
    const code = error instanceof StorageError ? error.code : 'UNKNOWN'
    const message = messageOf(error)
    count(`storage-failed.${code}`)
    log({
      level: 'error',
      event: 'storage-failed',
      code,
      message,
      attempt,
      unsavedBytes: this.#unsavedBytes,
    })
    if (wasSaving) onHealth(false)
    if (error instanceof StorageError && error.documents.length > 0) onLoss(error.documents)
  }
}

/** All updates of a document's writes. Mostly there is one write, which has them together already. */
function updatesOf(writes: readonly Write[]): readonly RecordedUpdate[] {
  const [first] = writes
  return first && writes.length === 1 ? first.updates : writes.flatMap(({ updates }) => updates)
}

function sum(groups: readonly Write[][], of: (write: Write) => number): number {
  return groups.reduce((all, writes) => writes.reduce((some, write) => some + of(write), all), 0)
}

function sizeOf({ bytes, updates }: Write): number {
  return bytes - updates.length * UPDATE_OVERHEAD_BYTES
}

function isMissingDocument(error: unknown): error is StorageError {
  return error instanceof StorageError && error.code === 'NO_SUCH_DOCUMENT'
}
