import type { DatabaseFiles } from './database-files.ts'
import type { Database } from './database.ts'
import { DocumentEntries } from './document-entries.ts'
import { renewHeads } from './renew-heads.ts'
import { FreeSpace, type SpaceProbe } from './free-space.ts'
import { LevelStorage } from './level-storage.ts'
import { LiveDatabase } from './live-database.ts'
import { verifyAcknowledged } from './verify-acknowledged.ts'

export interface AssemblyOptions {
  /** For messages. */
  readonly path: string
  readonly database: Database
  /** What it lies in; undefined for one that has no files. */
  readonly files?: DatabaseFiles
  /** Opens the database again, after it was closed. */
  reopen(): Promise<Database>
  /** Names this storage; the database holds it, too. */
  readonly uuid: string
  /** What this opening appends to: unguessable, and never used before. */
  readonly branch: string
  /** The folder whose disk must keep so much free. */
  readonly spaceFolder: string
  readonly minFreeBytes: number
  readonly spaceProbe: SpaceProbe
  /** Documents whose last numbers are kept in memory: some 300 bytes each. */
  readonly entryLimit: number
  /** Rows that are deleted in one go: about 2 ms. */
  readonly deletionChunk: number
  /** Told when the storage is closed. */
  release(): void
}

/** Puts a storage together over a database that is open. */
export function assembleStorage(options: AssemblyOptions): LevelStorage {
  const { path, database, uuid, spaceFolder, minFreeBytes, spaceProbe } = options
  const entries = new DocumentEntries(options.entryLimit, uuid)
  const freeSpace = new FreeSpace(spaceFolder, path, minFreeBytes, spaceProbe)
  const live = new LiveDatabase(database, {
    path,
    checkSpace: async () => {
      await freeSpace.measure()
      await options.files?.tryWriting()
    },
    reopen: () => options.reopen(),
    verify: async (session) => {
      const haveRowsGone = options.files?.hasReplaced === true
      const lost = await verifyAcknowledged(session, entries, path, haveRowsGone)
      if (haveRowsGone) await renewHeads(session, entries)
      options.files?.settled()
      return lost
    },
  })
  return LevelStorage.start({
    path,
    live,
    entries,
    freeSpace,
    branch: options.branch,
    files: options.files,
    deletionChunk: options.deletionChunk,
    release: () => options.release(),
  })
}
