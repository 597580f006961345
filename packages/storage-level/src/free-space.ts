import { statfs } from 'node:fs/promises'

import { StorageError } from '@weft/storage'

import { storageFailure } from './failure.ts'

/** How a disk's free bytes are asked for, and the time; a test has its own. */
export interface SpaceProbe {
  freeBytes(folder: string): Promise<number>
  /** Monotonic, in milliseconds. */
  now(): number
}

export const systemSpaceProbe: SpaceProbe = {
  async freeBytes(folder) {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  },
  now: () => performance.now(),
}

const GOOD_FOR_MS = 1000

/**
 * Keeps a floor of free space under a folder. LevelDB writes a table when it opens: a disk that is quite full cannot
 * even be opened again.
 */
export class FreeSpace {
  readonly #folder: string
  readonly #path: string
  readonly #minFreeBytes: number
  readonly #probe: SpaceProbe
  #goodUntil = -Infinity

  constructor(folder: string, path: string, minFreeBytes: number, probe: SpaceProbe) {
    this.#folder = folder
    this.#path = path
    this.#minFreeBytes = minFreeBytes
    this.#probe = probe
  }

  /** {@link measure}, but what was found good is taken for good for a second. */
  async check(): Promise<void> {
    if (this.#probe.now() >= this.#goodUntil) await this.measure()
  }

  /**
   * Rejects with `NO_SPACE` below the floor, and with `MISPLACED` when the folder is gone: LevelDB would write on into
   * deleted files.
   */
  async measure(): Promise<void> {
    this.#goodUntil = -Infinity
    const freeBytes = await this.#freeBytes()
    if (freeBytes < this.#minFreeBytes) {
      throw new StorageError(
        'NO_SPACE',
        `Cannot write to storage at "${this.#path}": its disk has ` +
          `${mebibytes(freeBytes)} MiB left, and ${mebibytes(this.#minFreeBytes)} MiB must stay free`,
      )
    }
    this.#goodUntil = this.#probe.now() + GOOD_FOR_MS
  }

  async #freeBytes(): Promise<number> {
    try {
      return await this.#probe.freeBytes(this.#folder)
    } catch (error) {
      throw storageFailure('write to', this.#path, error)
    }
  }
}

function mebibytes(bytes: number): number {
  return Math.floor(bytes / 1024 / 1024)
}
