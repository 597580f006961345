import { readdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
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
type Found =
  | { readonly is: 'absent' }
  | { readonly is: 'damaged'; readonly error: Error }
  | { readonly is: 'whole'; readonly stored: Stored; readonly count: number }

/**
 * Opens the catalogue in the data folder, beside the documents, and after them: they hold the lock on that folder. All files
 * are read and compared with their checksums. One that is damaged, or lost, is made anew from its copy, and the copy from it;
 * the damaged one is kept as `catalogue-damaged-<time>`.
 *
 * @param nowMs Wall-clock time in milliseconds since 1970.
 * @throws {StorageError} `MISPLACED`, when both are damaged: documents that were deleted would be there again.
 *   `UNKNOWN_FORMAT`, when a later version wrote it: among what could not be read may be who is not let in any more. The
 *   system's error, when the folder cannot be written.
 */
export async function openCatalogue(data: string, nowMs: number, log: Log): Promise<Catalogue> {
  const [main, copy] = [await lookAt(data, FOLDERS[0]), await lookAt(data, FOLDERS[1])]
  const newest = newestOf(main, copy)
  const damaged = [main, copy].find((found) => found.is === 'damaged')
  // One that was never filled says nothing.
  if (damaged && newest.count === 0) throw allDamaged(data, damaged.error)
  requireKnown(newest.stored.get('catalogue')?.get('format'), join(data, FOLDERS[0]))
  for (const [index, found] of [main, copy].entries()) {
    const folder = FOLDERS[index] ?? FOLDERS[0]
    if (found.is === 'damaged') {
      const movedTo = await setAside(data, folder, nowMs)
      log({ level: 'error', event: 'catalogue-damaged', movedTo, error: found.error })
    } else if (found !== newest && found.is === 'absent' && newest.count > 0) {
      log({ level: 'error', event: 'catalogue-damaged', error: new Error(`"${folder}" is gone`) })
    }
  }
  return openBoth(data, main, copy, newest, log)
}

type Whole = Extract<Found, { readonly is: 'whole' }>

function newestOf(main: Found, copy: Found): Whole {
  const empty: Whole = { is: 'whole', stored: new Map(), count: 0 }
  const [first, second] = [main, copy].map((found) => (found.is === 'whole' ? found : empty))
  if (!first || !second) return empty
  return second.count > first.count ? second : first
}

async function openBoth(
  data: string,
  main: Found,
  copy: Found,
  { stored, count }: Whole,
  log: Log,
): Promise<Catalogue> {
  const opened: Level[] = []
  try {
    for (const folder of FOLDERS) {
      const level = new Level(join(data, folder))
      await level.open()
      opened.push(level)
    }
    const [first, second] = opened
    if (!first || !second) throw new Error('Both are there')
    const now = Math.max(count, 1)
    const isCurrent = (found: Found): boolean =>
      found.is === 'whole' && found.count === now && isDeepStrictEqual(found.stored, stored)
    // The one that says what counts is the last to change.
    if (!isCurrent(copy)) await fillLevel(second, stored, now)
    if (!isCurrent(main)) await fillLevel(first, stored, now)
    return new Catalogue(new CatalogueDatabase(first, second, now), stored, log)
  } catch (error) {
    for (const level of opened) await level.close()
    throw error
  }
}

async function lookAt(data: string, name: string): Promise<Found> {
  const folder = join(data, name)
  const names = await readdir(folder).catch((): string[] => [])
  // A process that ends while LevelDB begins leaves files of it, and nothing in them.
  const holding = names.filter((each) => HOLDING.test(each)).map((each) => join(folder, each))
  const sizes = await Promise.all(holding.map(async (path) => (await stat(path)).size))
  if (sizes.every((size) => size === 0)) return { is: 'absent' }
  const [fault] = await checkLevelFiles(folder)
  if (fault) {
    const file = fault.file === undefined ? name : `${name}/${fault.file}`
    return { is: 'damaged', error: new Error(`"${file}": ${fault.what}`) }
  }
  const level = new Level(folder, { createIfMissing: false })
  try {
    await level.open()
    return { is: 'whole', ...(await readLevel(level)) }
  } catch (error) {
    if (!(error instanceof Error) || !isDamage(error)) throw error
    return { is: 'damaged', error }
  } finally {
    await level.close()
  }
}

async function setAside(data: string, folder: string, nowMs: number): Promise<string> {
  const aside = join(data, `${folder}-damaged-${nowMs}`)
  await rename(join(data, folder), aside)
  return aside
}

function allDamaged(data: string, error: Error): StorageError {
  return new StorageError(
    'MISPLACED',
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
