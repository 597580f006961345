import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '@weft/server'
import { StorageError } from '@weft/storage'
import { CatalogueDatabase } from './catalogue-database.ts'
import { Catalogue } from './catalogue.ts'

/** The format of its entries. A later one will be in the entry `format` of the area `catalogue`; without that it is the first. */
const FORMAT = 1

/**
 * Opens the catalogue in the data folder, beside the documents, and after them: they hold the lock on that folder. One
 * that is damaged is set aside, as `catalogue-damaged-<time>`, and a new one begun: without titles the server still does
 * its work.
 *
 * @param nowMs Wall-clock time in milliseconds since 1970.
 * @throws {StorageError} `UNKNOWN_FORMAT`, when a later version wrote it: among what could not be read may be who is not let in
 *   any more. The system's error, when the folder cannot be written.
 */
export async function openCatalogue(data: string, nowMs: number, log: Log): Promise<Catalogue> {
  const folder = join(data, 'catalogue')
  try {
    await requireWhole(folder)
    return await openAt(folder, log)
  } catch (error) {
    if (!isDamage(error)) throw error
    const aside = `${folder}-damaged-${nowMs}`
    log({ level: 'error', event: 'catalogue-damaged', movedTo: aside, error })
    await rename(folder, aside)
    return openAt(folder, log)
  }
}

class LostFiles extends Error {
  override readonly name = 'LostFiles'
}

/** LevelDB takes a database without this file for a new one. */
async function requireWhole(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => [])
  if (names.length > 0 && !names.includes('CURRENT'))
    throw new LostFiles(`"${folder}" has lost its file CURRENT`)
}

async function openAt(folder: string, log: Log): Promise<Catalogue> {
  const database = await CatalogueDatabase.open(folder)
  try {
    const stored = await database.read()
    requireKnown(stored.get('catalogue')?.get('format'), folder)
    return new Catalogue(database, stored, log)
  } catch (error) {
    await database.close()
    throw error
  }
}

function requireKnown(format: string | undefined, folder: string): void {
  if (format === undefined || Number(format) <= FORMAT) return
  throw new StorageError(
    'UNKNOWN_FORMAT',
    `Cannot open the catalogue at "${folder}": it has format ${format}, and this Weft reads format ${FORMAT}; ` +
      'run the newer version, or restore a backup from before the upgrade',
  )
}

/** Whether files are missing or make no sense. */
function isDamage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const isCorruption = 'code' in error && error.code === 'LEVEL_CORRUPTION'
  const hasLost = error instanceof LostFiles || error.message.endsWith('No such file or directory')
  return isCorruption || hasLost || isDamage(error.cause)
}
