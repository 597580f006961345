import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '@weft/server'
import { CatalogueDatabase } from './catalogue-database.ts'
import { Catalogue } from './catalogue.ts'

/**
 * Opens the catalogue in the data folder, beside the documents, and after them: they hold the lock on that folder. One
 * that is damaged is set aside, as `catalogue-damaged-<time>`, and a new one begun: without titles the server still does
 * its work.
 *
 * @param nowMs Wall-clock time in milliseconds since 1970.
 * @throws The system's error, when the folder cannot be written.
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
    return new Catalogue(database, await database.read(), log)
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Whether files are missing or make no sense. */
function isDamage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const isCorruption = 'code' in error && error.code === 'LEVEL_CORRUPTION'
  const hasLost = error instanceof LostFiles || error.message.endsWith('No such file or directory')
  return isCorruption || hasLost || isDamage(error.cause)
}
