import type { DocumentStorage } from '@weft/storage'

import { assembleStorage } from './assemble-storage.ts'
import type { Database } from './database.ts'
import { storageFailure } from './failure.ts'
import type { SpaceProbe } from './free-space.ts'
import { readIdentity, writeIdentity } from './identity.ts'

/** Over what, and how, a storage is opened. */
export interface StorageOverOptions {
  /** For messages. */
  readonly path: string
  /** Opens the database; again, too, after a failed write. */
  openDatabase(): Promise<Database>
  readonly minFreeBytes: number
  readonly spaceProbe: SpaceProbe
  /** Documents whose last numbers are kept in memory. */
  readonly entryLimit: number
  /** Rows that are deleted in one go. */
  readonly deletionChunk: number
  /** Names a storage that is new, and the branch that this opening appends to: another for each. */
  readonly uuid: string
}

/**
 * Opens the storage in a database of the caller's own: a simulated one, say. Everything but folders and their files is as
 * in `openLevelStorage`: rows, checksums, and what happens after a write that failed.
 */
export async function openStorageOver(options: StorageOverOptions): Promise<DocumentStorage> {
  const { path } = options
  try {
    const database = await options.openDatabase()
    const identity = await readIdentity(database)
    const uuid = identity.is === 'known' ? identity.uuid : options.uuid
    if (identity.is !== 'known') await writeIdentity(database, uuid)
    return assembleStorage({
      ...options,
      database,
      uuid,
      branch: options.uuid,
      reopen: () => options.openDatabase(),
      spaceFolder: path,
      release: () => {},
    })
  } catch (error) {
    throw storageFailure('open', path, error)
  }
}
