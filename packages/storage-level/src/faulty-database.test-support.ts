import type { Database, OpenDatabase, Write } from './database.ts'
import { openLevelDatabase } from './level-database.ts'

/** An error as LevelDB reports it. */
export function levelError(message: string, code = 'LEVEL_IO_ERROR'): Error {
  return Object.assign(new Error(message), { code })
}

/**
 * LevelDB with a disk that fails when told to. After a failed write it behaves as the real one does after a full disk:
 * later writes report success, and are gone when the database is opened again.
 */
export class FaultyDatabase {
  /** Every batch that was tried, on whatever opening. */
  readonly batches: { readonly writes: readonly Write[]; readonly sync: boolean }[] = []
  /** How often the database was opened. */
  opened = 0
  /** Whether the last opening would have made a database where there was none. */
  openedToCreate = false
  #database: Database | undefined
  #batchFailure: { readonly error: Error; readonly written: boolean; after: number } | undefined
  readonly #openFailures: Error[] = []

  /** The real database as it is open now. */
  get real(): Database {
    if (this.#database === undefined) throw new Error('the database is not open')
    return this.#database
  }

  /** Lets the next batch fail, or the one after so many others, with its writes on disk or not. */
  failNextBatch(error: Error, { written = false, after = 0 } = {}): void {
    this.#batchFailure = { error, written, after }
  }

  failNextOpening(error: Error): void {
    this.#openFailures.push(error)
  }

  readonly open: OpenDatabase = async (folder, options) => {
    this.opened += 1
    this.openedToCreate = options.createIfMissing
    const failure = this.#openFailures.shift()
    if (failure !== undefined) throw failure
    const database = await openLevelDatabase(folder, options)
    this.#database = database
    let lossy = false
    return {
      view: () => database.view(),
      batch: async (writes, { sync }) => {
        this.batches.push({ writes, sync })
        const fault = this.#dueFailure()
        if (fault?.written !== false && !lossy) await database.batch(writes, { sync })
        if (fault === undefined) return
        lossy = true
        throw fault.error
      },
      close: () => database.close(),
    }
  }

  #dueFailure(): { readonly error: Error; readonly written: boolean } | undefined {
    const failure = this.#batchFailure
    if (failure === undefined) return undefined
    if (failure.after > 0) {
      failure.after -= 1
      return undefined
    }
    this.#batchFailure = undefined
    return failure
  }
}
