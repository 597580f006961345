import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'

import { StorageError } from '@weft/storage'

import { FORMAT, WRITTEN_BY } from './format.ts'
import { parseJson } from './parse-json.ts'
import type { Place } from './place.ts'
import { syncFolder } from './sync-folder.ts'

/**
 * The file that says what a folder is. It is there before the database and says so while that is being made: a crash
 * then leaves something that can be finished, and a database that vanishes later is missed.
 */
export interface Sentinel {
  readonly format: number
  /** Names this storage; the database holds it, too. */
  readonly uuid: string
  /** When it was made, in ISO 8601. */
  readonly created: string
  readonly writtenBy: string
  readonly state: 'creating' | 'ready'
}

const FILE_NAME = 'weft.json'

export function newSentinel(uuid: string, created: string): Sentinel {
  return { format: FORMAT, uuid, created, writtenBy: WRITTEN_BY, state: 'creating' }
}

/** The folder's sentinel, or undefined when it has none. Rejects when it cannot be made sense of, saying why. */
export async function readSentinel({ path, folder }: Place): Promise<Sentinel | undefined> {
  let text: string
  try {
    text = await readFile(join(folder, FILE_NAME), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  const value = parseJson(text)
  const fields: Readonly<Record<string, unknown>> =
    typeof value === 'object' && value !== null ? { ...value } : {}
  const { format, uuid, created, writtenBy, state } = fields
  if (typeof format === 'number' && format > FORMAT) {
    throw new StorageError(
      'UNKNOWN_FORMAT',
      `Cannot open storage at "${path}": it has format ${format}` +
        `${typeof writtenBy === 'string' ? `, written by ${writtenBy}` : ''}, and ${WRITTEN_BY} reads format ${FORMAT}; ` +
        'run the newer version, or restore a backup from before the upgrade',
    )
  }
  if (
    format !== FORMAT ||
    typeof uuid !== 'string' ||
    typeof created !== 'string' ||
    typeof writtenBy !== 'string' ||
    (state !== 'creating' && state !== 'ready')
  ) {
    throw new StorageError(
      'DAMAGED',
      `Cannot open storage at "${path}": its file ${FILE_NAME} is damaged; restore the folder from a backup`,
    )
  }
  return { format, uuid, created, writtenBy, state }
}

/** Puts the sentinel in place, on disk when this resolves: a crash leaves the old one, or none, or this one. */
export async function writeSentinel({ folder }: Place, sentinel: Sentinel): Promise<void> {
  const file = join(folder, FILE_NAME)
  const temporary = `${file}.new`
  const handle = await open(temporary, 'w')
  try {
    await handle.writeFile(`${JSON.stringify(sentinel, undefined, 2)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
  await syncFolder(folder)
}
