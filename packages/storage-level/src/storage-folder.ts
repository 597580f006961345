import { randomUUID } from 'node:crypto'
import { mkdir, readdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

import { StorageError } from '@weft/storage'

import type { DatabaseFiles } from './database-files.ts'
import type { Database, OpenDatabase } from './database.ts'
import { storageFailure } from './failure.ts'
import { readIdentity, writeIdentity } from './identity.ts'
import { databaseFolder, type Place } from './place.ts'
import { newSentinel, readSentinel, type Sentinel, writeSentinel } from './sentinel.ts'

export interface OpenedFolder {
  readonly database: Database
  readonly uuid: string
}

/** Makes the folder and those above it, where they are missing. */
export async function makeFolder({ path, folder }: Place): Promise<void> {
  try {
    await makeWithParents(folder)
  } catch (error) {
    if (!isMissing(error)) throw storageFailure('open', path, error)
    throw misplaced({ path, folder }, 'no folder can be made there')
  }
}

// Not mkdir's own `recursive`: below /proc, where nothing can be made, Node tries for ever.
async function makeWithParents(folder: string): Promise<void> {
  if (await makeOne(folder)) return
  await makeWithParents(dirname(folder))
  await makeOne(folder)
}

/** Returns false when the folder above is missing. */
async function makeOne(folder: string): Promise<boolean> {
  try {
    await mkdir(folder)
  } catch (error) {
    if (await isFolder(folder)) return true
    if (isMissing(error) && !(await isFolder(dirname(folder)))) return false
    throw error
  }
  return true
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

/**
 * Opens what is in the folder, and makes a new database where there is nothing at all. LevelDB opens a database that has
 * lost its files as an empty one; here that is an error, and so is a database that is not this folder's.
 */
export async function openFolder(
  place: Place,
  files: DatabaseFiles,
  openDatabase: OpenDatabase,
): Promise<OpenedFolder> {
  try {
    const sentinel = await findSentinel(place)
    if (sentinel.state === 'ready') return await openReady(place, files, sentinel, openDatabase)
    return await finishCreating(place, sentinel, openDatabase)
  } catch (error) {
    throw storageFailure('open', place.path, error)
  }
}

/** The folder's sentinel; in an empty folder, one that was just put there. */
async function findSentinel(place: Place): Promise<Sentinel> {
  const sentinel = await readSentinel(place)
  if (sentinel !== undefined) return sentinel
  if ((await namesOfFiles(place)).length > 0) {
    throw misplaced(
      place,
      'it holds a database without the file weft.json; restore the folder from a backup, ' +
        'or move the folder db away to begin anew',
    )
  }
  const fresh = newSentinel(randomUUID(), new Date().toISOString())
  await writeSentinel(place, fresh)
  return fresh
}

async function openReady(
  place: Place,
  databaseFiles: DatabaseFiles,
  sentinel: Sentinel,
  openDatabase: OpenDatabase,
): Promise<OpenedFolder> {
  const files = await namesOfFiles(place)
  if (!files.includes('CURRENT')) {
    throw misplaced(
      place,
      files.length === 0
        ? 'its database, the folder db, is gone; restore the folder from a backup'
        : 'files of its database are missing; restore the folder from a backup',
    )
  }
  await databaseFiles.prepare()
  const database = await openDatabase(databaseFolder(place), { createIfMissing: false })
  return closeOnError(database, async () => {
    const identity = await readIdentity(database)
    if (identity.is === 'lost') await writeIdentity(database, sentinel.uuid)
    else if (identity.is === 'empty') {
      throw misplaced(place, 'its database has lost all it held; restore the folder from a backup')
    } else if (identity.uuid !== sentinel.uuid) {
      throw misplaced(place, 'its database belongs to another storage than its file weft.json says')
    }
    return { database, uuid: sentinel.uuid }
  })
}

async function finishCreating(
  place: Place,
  sentinel: Sentinel,
  openDatabase: OpenDatabase,
): Promise<OpenedFolder> {
  const database = await openDatabase(databaseFolder(place), { createIfMissing: true })
  return closeOnError(database, async () => {
    const identity = await readIdentity(database)
    // Another process may have been quicker, and is its author: the database's word counts until both agree.
    const uuid = identity.is === 'known' ? identity.uuid : sentinel.uuid
    if (identity.is !== 'known') await writeIdentity(database, uuid)
    await writeSentinel(place, { ...sentinel, uuid, state: 'ready' })
    return { database, uuid }
  })
}

async function closeOnError(
  database: Database,
  job: () => Promise<OpenedFolder>,
): Promise<OpenedFolder> {
  try {
    return await job()
  } catch (error) {
    await database.close()
    throw error
  }
}

async function namesOfFiles(place: Place): Promise<readonly string[]> {
  try {
    return await readdir(databaseFolder(place))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function misplaced({ path }: Place, words: string): StorageError {
  return new StorageError('MISPLACED', `Cannot open storage at "${path}": ${words}`)
}
