import { StorageError } from '@weft/storage'

import type { Database, View, Write } from './database.ts'
import { storageFailure } from './failure.ts'
import type { KeyRange } from './keys.ts'
import { SerialQueue } from './serial-queue.ts'

type State =
  | { readonly status: 'open'; readonly database: Database }
  /** A write failed. What is there can be read; nothing is written until it was opened again. */
  | { readonly status: 'failed'; readonly database: Database | undefined }
  /** Being opened again. Readers wait. */
  | { readonly status: 'reopening'; readonly done: Promise<void> }
  | { readonly status: 'closed' }

/** From before all keys, which begin with the version of their format, to after them. */
const EVERYTHING: KeyRange = { from: Uint8Array.of(0), before: Uint8Array.of(255) }

/** What a write may do while it has the database to itself. */
export interface WriteSession {
  read<T>(job: (view: View) => Promise<T>): Promise<T>
  commit(writes: readonly Write[], options: { readonly sync: boolean }): Promise<void>
}

export interface LiveDatabaseOptions {
  /** For messages. */
  readonly path: string
  /** Rejects when nothing should be written now. */
  checkSpace(): Promise<void>
  /** Opens the database that was closed. */
  reopen(): Promise<Database>
  /** Looks whether everything acknowledged is there; resolves with what to tell the next append when something was lost. */
  verify(session: WriteSession): Promise<StorageError | undefined>
}

/**
 * The open database: reads beside each other, writes one after the other, and nothing on top of a failed write.
 *
 * After a full disk, LevelDB reports success for later writes, synced ones too, that nobody will ever read again. So the
 * first write error ends all writing: the next write closes the database, opens it again, looks whether everything that
 * was acknowledged is there, and only then goes on. Until that succeeds, every write rejects.
 */
export class LiveDatabase {
  readonly #options: LiveDatabaseOptions
  readonly #writes = new SerialQueue()
  /** What was found to be gone, until somebody was told. */
  #lost: StorageError | undefined
  #state: State
  #readers = 0
  #whenUnread: (() => void) | undefined

  constructor(database: Database, options: LiveDatabaseOptions) {
    this.#state = { status: 'open', database }
    this.#options = options
  }

  /** Hands the job the database as it is now. It must not wait for a write: that may wait for readers. */
  async read<T>(job: (view: View) => Promise<T>): Promise<T> {
    const database = await this.#enter()
    try {
      return await this.#look(database, job)
    } finally {
      this.#leave()
    }
  }

  /** Runs the job when all writes before it have ended. */
  write<T>(job: (session: WriteSession) => Promise<T>): Promise<T> {
    return this.#writes.run(async () => {
      await this.#recover()
      if (this.#state.status !== 'open') throw this.#closed()
      return job(this.#session(this.#state.database))
    })
  }

  /** As {@link write}, but rejects first, and once, when something acknowledged was found to be gone. */
  append<T>(job: (session: WriteSession) => Promise<T>): Promise<T> {
    return this.write(async (session) => {
      const lost = this.#lost
      this.#lost = undefined
      if (lost !== undefined) throw lost
      return job(session)
    })
  }

  /** Writes the files anew, without anything that was deleted or replaced. */
  async rewriteFiles(): Promise<void> {
    await this.#mergeFiles()
    // LevelDB leaves its lowest level as it is, though rows may lie there beside their deletion. So something new, of which
    // nothing stays, is laid over all of it and pressed down through every level.
    const { from, before } = EVERYTHING
    await this.write((session) => session.commit([{ key: from }, { key: before }], { sync: true }))
    await this.#mergeFiles()
  }

  /** Closes the database and opens it again, as the first write after a failed one does. */
  reopen(): Promise<void> {
    return this.#writes.run(async () => {
      const state = this.#state
      if (state.status === 'open') this.#state = { status: 'failed', database: state.database }
      await this.#recover()
    })
  }

  /** To be called once, when nothing else will be. */
  close(): Promise<void> {
    return this.#writes.run(async () => {
      const state = this.#state
      this.#state = { status: 'closed' }
      if (state.status !== 'open' && state.status !== 'failed') return
      try {
        await state.database?.close()
      } catch (error) {
        throw storageFailure('close', this.#options.path, error)
      }
    })
  }

  /** Counts a reader in as soon as there is something to read. */
  async #enter(): Promise<Database> {
    for (;;) {
      const state = this.#state
      if (state.status === 'closed') throw this.#closed()
      if (state.status === 'reopening') {
        await state.done
      } else if (state.database === undefined) {
        await this.#writes.run(() => this.#recover())
      } else {
        this.#readers += 1
        return state.database
      }
    }
  }

  async #mergeFiles(): Promise<void> {
    const database = await this.#enter()
    try {
      await database.mergeFiles?.(EVERYTHING)
    } catch (error) {
      throw storageFailure('compact', this.#options.path, error)
    } finally {
      this.#leave()
    }
  }

  #leave(): void {
    this.#readers -= 1
    if (this.#readers === 0) this.#whenUnread?.()
  }

  #session(database: Database): WriteSession {
    return {
      read: (job) => this.#look(database, job),
      commit: async (writes, options) => {
        try {
          await database.batch(writes, options)
        } catch (error) {
          this.#state = { status: 'failed', database }
          throw storageFailure('write to', this.#options.path, error)
        }
      },
    }
  }

  async #look<T>(database: Database, job: (view: View) => Promise<T>): Promise<T> {
    try {
      const view = database.view()
      try {
        return await job(view)
      } finally {
        await view.close()
      }
    } catch (error) {
      // The caller's mistake, found on the way, is not the database's.
      if (error instanceof RangeError || error instanceof TypeError) throw error
      throw storageFailure('read from', this.#options.path, error)
    }
  }

  /** Only within the queue of writes. */
  async #recover(): Promise<void> {
    if (this.#state.status !== 'failed') return
    let { database } = this.#state
    // First, while there still is something to read: a full disk could not be opened again.
    await this.#options.checkSpace()
    let reopened: () => void = () => {}
    const done = new Promise<void>((resolve) => (reopened = resolve))
    this.#state = { status: 'reopening', done }
    try {
      await this.#unread()
      await database?.close()
      database = undefined
      database = await this.#options.reopen()
      this.#lost = (await this.#options.verify(this.#session(database))) ?? this.#lost
      this.#state = { status: 'open', database }
    } catch (error) {
      this.#state = { status: 'failed', database }
      throw storageFailure('reopen', this.#options.path, error)
    } finally {
      reopened()
    }
  }

  #unread(): Promise<void> {
    if (this.#readers === 0) return Promise.resolve()
    return new Promise((resolve) => {
      this.#whenUnread = resolve
    })
  }

  #closed(): StorageError {
    return new StorageError('CLOSED', `Cannot use storage at "${this.#options.path}": it is closed`)
  }
}
