import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { syncFolder } from '../archive/sync-folder.ts'
import { StartProblem } from '../start-problem.ts'
import { isThere } from '../is-there.ts'
import { isUnused } from './require-data-folder.ts'
import { LOCK_FOLDER, RestoreLock } from './restore-lock.ts'

/** Where a folder is made ready, within the one that it becomes. */
const STAGE = 'restoring'
/** Lies where the database will be, so that a server that is started too early finds one without its files, and says so. */
const BARRIER = join('db', 'not-restored-yet')
/** Of a data folder, besides the database: with the last and without a database, no server starts on it. */
const PARTS = ['images', 'catalogue', 'catalogue-copy', 'weft.json']

/**
 * Makes a data folder in another place than where it will be, so that nobody takes half of it for the whole. Stopped at any
 * moment, it leaves what no server starts on, and what {@link begin} clears away, until all of it is in its place.
 */
export class StagedFolder {
  readonly #data: string
  readonly #lock: RestoreLock
  /** Where it is made ready. */
  readonly path: string

  private constructor(data: string, lock: RestoreLock) {
    this.#data = data
    this.#lock = lock
    this.path = join(data, STAGE)
  }

  /**
   * @param data Where it will be; it must be empty, or not there.
   * @throws {StartProblem} When it holds something, or another restore writes there.
   */
  static async begin(data: string): Promise<StagedFolder> {
    await mkdir(data, { recursive: true, mode: 0o700 })
    // Before the lock, which must not lie among other things, and again when nobody else changes anything.
    if (!(await isUnfinished(data))) await requireEmpty(data)
    const lock = await RestoreLock.take(data)
    try {
      if (await isUnfinished(data))
        for (const part of [...PARTS, STAGE, 'db'])
          await rm(join(data, part), { recursive: true, force: true })
      await requireEmpty(data)
    } catch (error) {
      await lock.remove()
      throw error
    }
    const staged = new StagedFolder(data, lock)
    await mkdir(join(data, 'db'), { recursive: true })
    await (await open(join(data, BARRIER), 'w')).close()
    await syncFolder(data)
    await mkdir(staged.path)
    return staged
  }

  /** Lets the next restore in, which begins anew where this one was not finished. */
  release(): Promise<void> {
    return this.#lock.release()
  }

  /** Puts everything in its place, the database last. Nobody may have it open. */
  async finish(): Promise<void> {
    for (const part of PARTS) await rename(join(this.path, part), join(this.#data, part))
    await rename(join(this.#data, 'db'), join(this.path, 'barrier'))
    await rename(join(this.path, 'db'), join(this.#data, 'db'))
    await syncFolder(this.#data)
    await syncFolder(dirname(this.#data))
    await rm(this.path, { recursive: true })
    await this.#lock.remove()
  }
}

/** Whether what is there was left by one that was stopped. */
async function isUnfinished(data: string): Promise<boolean> {
  for (const sign of [BARRIER, join(STAGE, 'db')]) if (await isThere(join(data, sign))) return true
  return false
}

async function requireEmpty(data: string): Promise<void> {
  for (const name of await readdir(data)) {
    // All that there is of a database.
    const isNothing =
      isUnused(name) || name === LOCK_FOLDER || (name === 'db' && (await isEmpty(join(data, name))))
    if (!isNothing)
      throw new StartProblem(
        `Cannot restore into "${data}": it is not empty. Stop the server, move that folder away or name another with --data.`,
      )
  }
}

const isEmpty = async (path: string): Promise<boolean> =>
  (await readdir(path).catch(() => [path])).length === 0
