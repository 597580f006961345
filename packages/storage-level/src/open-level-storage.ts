import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'

import { assembleStorage } from './assemble-storage.ts'
import type { OpenDatabase } from './database.ts'
import { type SpaceProbe, systemSpaceProbe } from './free-space.ts'
import { openLevelDatabase } from './level-database.ts'
import { type DamagedFileReport, DatabaseFiles } from './database-files.ts'
import type { LevelStorage } from './level-storage.ts'
import { claimFolder } from './open-folders.ts'
import { databaseFolder } from './place.ts'
import { makeFolder, openFolder } from './storage-folder.ts'

/** Where a storage is, and what it may take. */
export interface LevelStorageOptions {
  /** The folder that holds everything; it is made if there is none. */
  readonly path: string
  /**
   * Below this much free space on the folder's disk nothing is written but deletions, and appends reject with
   * `NO_SPACE`: what is full cannot even be opened again.
   * @default 67108864 (64 MiB)
   */
  readonly minFreeBytes?: number
  /**
   * How much of the tables is read and checked before the database is opened, newest first, in bytes. The rest is checked
   * while it is open; what is found damaged then closes it for a moment.
   * @default 268435456 (256 MiB)
   */
  readonly maxCheckBytes?: number
  /**
   * Told of each file of the database that was not as it was written. What is left of it is in its place, and the file
   * itself in the folder `damaged`; documents that lost something are reported when they are loaded.
   */
  readonly onDamagedFile?: (report: DamagedFileReport) => void
}

/** What a test may put others in the place of. */
export interface SystemParts {
  readonly openDatabase: OpenDatabase
  readonly spaceProbe: SpaceProbe
  /** Documents whose last numbers are kept in memory: some 450 bytes each. */
  readonly entryLimit: number
  /** Rows that are deleted in one go: about 2 ms. */
  readonly deletionChunk: number
}

export const systemParts: SystemParts = {
  openDatabase: openLevelDatabase,
  spaceProbe: systemSpaceProbe,
  entryLimit: 10_000,
  deletionChunk: 1000,
}

/**
 * Opens the storage in a folder, or makes a new one in an empty folder. One process, and in it one storage, may have a
 * folder open at a time; not on a network file system, whose locks do not hold.
 *
 * Rejects with a `StorageError` whose message can be shown as it is:
 *
 * - `LOCKED`: another process, or another storage of this process, has it open.
 * - `UNKNOWN_FORMAT`: a newer version of this package wrote it.
 * - `MISPLACED`: the path is no folder, or what is there is not all of a storage: files were lost, moved or exchanged.
 * - `DAMAGED`: its files make no sense any more, and nothing whole could be made of them.
 * - `NO_SPACE`, `FAILED`: the file system refused; the cause says how.
 */
export function openLevelStorage(options: LevelStorageOptions): Promise<LevelStorage> {
  return openLevelStorageWith(options, systemParts)
}

export async function openLevelStorageWith(
  {
    path,
    minFreeBytes = 64 * 1024 * 1024,
    maxCheckBytes = 256 * 1024 * 1024,
    onDamagedFile = () => {},
  }: LevelStorageOptions,
  { openDatabase, spaceProbe, entryLimit, deletionChunk }: SystemParts,
): Promise<LevelStorage> {
  const place = { path, folder: resolve(path) }
  await makeFolder(place)
  const claim = await claimFolder(place)
  try {
    const files = new DatabaseFiles(place, maxCheckBytes, onDamagedFile)
    const { database, uuid } = await openFolder(place, files, openDatabase)
    const storage = assembleStorage({
      files,
      branch: randomBytes(12).toString('base64url'),
      path,
      database,
      reopen: async () => (await openFolder(place, files, openDatabase)).database,
      uuid,
      spaceFolder: databaseFolder(place),
      minFreeBytes,
      spaceProbe,
      entryLimit,
      deletionChunk,
      release: () => claim.release(),
    })
    await storage.started()
    return storage
  } catch (error) {
    claim.release()
    throw error
  }
}
