import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Level } from 'level'
import { StartProblem } from '../start-problem.ts'

/** Where the lock is, within the folder that is restored. */
export const LOCK_FOLDER = 'restore-lock'

/**
 * Keeps a second restore out of a folder. It is the lock of a database without entries: Node has no other that the system takes
 * back when a process is killed.
 */
export class RestoreLock {
  readonly #path: string
  readonly #level: Level

  private constructor(path: string) {
    this.#path = path
    this.#level = new Level(path)
  }

  /** @throws {StartProblem} When another restore has it. */
  static async take(data: string): Promise<RestoreLock> {
    const lock = new RestoreLock(join(data, LOCK_FOLDER))
    try {
      await lock.#level.open()
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED')) throw error
      throw new StartProblem(
        `Cannot restore into "${data}": another restore writes there. Wait for its end, or name another folder with --data.`,
        { cause: error },
      )
    }
    return lock
  }

  /** Lets the next one in. Twice is harmless. */
  release(): Promise<void> {
    return this.#level.close()
  }

  /** Nobody needs it any more: the folder is not one that can be restored into. */
  async remove(): Promise<void> {
    await this.#level.close()
    await rm(this.#path, { recursive: true, force: true })
  }
}
