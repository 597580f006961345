import { readdir, rename, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Log } from '@weft/server'
import { StorageError } from '@weft/storage'
import { checkLevelFiles } from '@weft/storage-level'
import { Level } from 'level'
import { CatalogueDatabase, fillLevel, readLevel, type Stored } from './catalogue-database.ts'
import { Catalogue } from './catalogue.ts'

/** The format of its entries. A later one will be in the entry `format` of the area `catalogue`; without that it is the first. */
const FORMAT = 1
/** The catalogue, and the copy of it, in the data folder. */
const FOLDERS = ['catalogue', 'catalogue-copy'] as const

/** Files of LevelDB that hold entries. */
const HOLDING = /\.(?:ldb|sst|log)$/

/** What there is of one of the two. */
type Found = { readonly is: 'absent' } | { readonly is: 'damaged'; readonly error: Error } | Whole

interface Whole {
  readonly is: 'whole'
  /** Open. */
  readonly level: Level
  readonly stored: Stored
  readonly count: number
}

/**
 * Opens the catalogue in the data folder, beside the documents, and after them: they hold the lock on that folder. All files
 * are read and compared with their checksums. One that is damaged, or lost, is made anew from its copy, and the copy from it;
 * the damaged one is kept as `catalogue-damaged-<time>`.
 *
 * @param nowMs Wall-clock time in milliseconds since 1970.
 * @throws {StorageError} `DAMAGED`, when both are damaged: documents that were deleted would be there again.
 *   `UNKNOWN_FORMAT`, when a later version wrote it: among what could not be read may be who is not let in any more. The
 *   system's error, when the folder cannot be written.
 */
export async function openCatalogue(data: string, nowMs: number, log: Log): Promise<Catalogue> {
  const opened: Level[] = []
  const look = async (folder: string): Promise<Found> => {
    const found = await lookAt(join(data, folder))
    if (found.is === 'whole') opened.push(found.level)
    return found
  }
  try {
    const [main, copy] = [await look(FOLDERS[0]), await look(FOLDERS[1])]
    const { stored, count } = newestOf(main, copy)
    const damaged = [main, copy].find((found) => found.is === 'damaged')
    // One that was never filled says nothing.
    if (damaged && count === 0) throw allDamaged(data, damaged.error)
    requireKnown(stored.get('catalogue')?.get('format'), join(data, FOLDERS[0]))
    const now = Math.max(count, 1)
    const filled = async (found: Found, name: string): Promise<Level> => {
      if (found.is === 'whole') {
        const isCurrent = found.count === now && isDeepStrictEqual(found.stored, stored)
        if (!isCurrent) await fillLevel(found.level, stored, now)
        return found.level
      }
      const folder = join(data, name)
      const error = found.is === 'damaged' ? found.error : new Error(`"${name}" is gone`)
      const movedTo = found.is === 'damaged' ? `${folder}-damaged-${nowMs}` : undefined
      if (movedTo !== undefined) await rename(folder, movedTo)
      if (count > 0)
        log({
          level: 'error',
          event: 'catalogue-damaged',
          ...(movedTo === undefined ? {} : { movedTo }),
          error,
        })
      const level = new Level(folder)
      opened.push(level)
      await level.open()
      await fillLevel(level, stored, now)
      return level
    }
    const [second, first] = [await filled(copy, FOLDERS[1]), await filled(main, FOLDERS[0])]
    return new Catalogue(new CatalogueDatabase(first, second, now), stored, log)
  } catch (error) {
    for (const level of opened) await level.close()
    throw error
  }
}

function newestOf(main: Found, copy: Found): Pick<Whole, 'stored' | 'count'> {
  const empty = { stored: new Map(), count: 0 }
  const first = main.is === 'whole' ? main : empty
  const second = copy.is === 'whole' ? copy : empty
  return second.count > first.count ? second : first
}

async function lookAt(folder: string): Promise<Found> {
  const names = await readdir(folder).catch((): string[] => [])
  // A process that ends while LevelDB begins leaves files of it, and nothing in them.
  const holding = names.filter((each) => HOLDING.test(each)).map((each) => join(folder, each))
  const sizes = await Promise.all(holding.map(async (path) => (await stat(path)).size))
  if (sizes.every((size) => size === 0)) return { is: 'absent' }
  const [fault] = await checkLevelFiles(folder)
  if (fault) {
    const name = basename(folder)
    const file = fault.file === undefined ? name : `${name}/${fault.file}`
    return { is: 'damaged', error: new Error(`"${file}": ${fault.what}`) }
  }
  const level = new Level(folder, { createIfMissing: false })
  try {
    await level.open()
    return { is: 'whole', level, ...(await readLevel(level)) }
  } catch (error) {
    await level.close()
    if (!(error instanceof Error) || !isDamage(error)) throw error
    return { is: 'damaged', error }
  }
}

function allDamaged(data: string, error: Error): StorageError {
  return new StorageError(
    'DAMAGED',
    `Cannot open the catalogue in "${data}": it is damaged, and there is no whole copy of it (${error.message}). ` +
      'It says which documents were deleted, so nothing is served without it. Restore a backup; or, to begin without ' +
      `titles and links and have deleted documents back, move the folders ${FOLDERS.join(' and ')} away`,
    { cause: error },
  )
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
  return (
    isCorruption || error.message.endsWith('No such file or directory') || isDamage(error.cause)
  )
}
