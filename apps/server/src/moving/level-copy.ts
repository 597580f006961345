import { copyFile, link, mkdir, open, readdir, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Level } from 'level'
import { StartProblem } from '../start-problem.ts'
import { requireSpace } from './require-space.ts'

type Database = Level<Uint8Array, Uint8Array>

/** A database of somebody else's, open in a copy. */
export interface LevelCopy {
  readonly level: Database
  close(): Promise<void>
}

/** LevelDB never changes these once they are written, so that a second name for them does. */
const TABLE = /\.(ldb|sst)$/
/** What LevelDB tells people, and its lock. */
const NOT_COPIED = /^(LOCK|LOG|LOG\.old)$/

/**
 * Opens a LevelDB folder without changing it: LevelDB cannot open one without writing to it, so it gets a copy. Its tables
 * are only linked, where the file system can. As long as the copy is open the original is locked: nobody changes it
 * meanwhile, and one that is in use is refused.
 *
 * @param temporary A folder for the copy; it is made, and removed by `close`.
 * @throws {StartProblem} When it is none, is in use or is damaged, or the disk has too little room.
 */
export async function openLevelCopy(folder: string, temporary: string): Promise<LevelCopy> {
  const files = await readdir(folder).catch((): string[] => [])
  if (!files.includes('CURRENT'))
    throw new StartProblem(
      `Cannot read "${folder}": it is no LevelDB folder, for it has no file CURRENT. Name the folder that YPERSISTENCE named.`,
    )
  await rm(temporary, { recursive: true, force: true })
  await mkdir(join(temporary, 'lock'), { recursive: true })
  const closers: (() => Promise<void>)[] = [() => rm(temporary, { recursive: true, force: true })]
  const close = async (): Promise<void> => {
    for (const each of closers) await each()
  }
  try {
    const lock = await lockOriginal(folder, join(temporary, 'lock'))
    closers.unshift(() => lock.close())
    const copy = join(temporary, 'db')
    await mkdir(copy)
    await copyFiles(
      folder,
      copy,
      files.filter((name) => !NOT_COPIED.test(name)),
    )
    const level = openable(copy)
    closers.unshift(() => level.close())
    await level.open()
    return { level, close }
  } catch (error) {
    await close()
    throw error instanceof StartProblem ? error : cannotOpen(folder, error)
  }
}

const openable = (folder: string, createIfMissing = false): Database =>
  new Level<Uint8Array, Uint8Array>(folder, {
    createIfMissing,
    keyEncoding: 'view',
    valueEncoding: 'view',
  })

/**
 * LevelDB locks the file LOCK of its folder. An empty database of ours, whose LOCK is a link to the original's, takes that
 * very lock and touches nothing else of it.
 */
async function lockOriginal(folder: string, ours: string): Promise<Database> {
  const original = join(folder, 'LOCK')
  const mayLock = await canWrite(original)
  if (mayLock === 'forbidden')
    throw new StartProblem(
      `Cannot tell whether "${folder}" is in use: there is no permission to lock it. Run this as the user who owns it, or name a copy.`,
    )
  if (mayLock === 'yes') await symlink(original, join(ours, 'LOCK'))
  const lock = openable(ours, true)
  try {
    await lock.open()
    return lock
  } catch (error) {
    if (codeOf(error) === 'LEVEL_LOCKED')
      throw new StartProblem(
        `Cannot read "${folder}": a running server has it open. Stop it first, so that nothing is written there that would not come.`,
      )
    throw error
  }
}

/** On a disk that cannot be written nobody can have it open, and a copy may be without its lock. */
async function canWrite(file: string): Promise<'yes' | 'needless' | 'forbidden'> {
  try {
    const handle = await open(file, 'r+')
    await handle.close()
    return 'yes'
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'EROFS') return 'needless'
    if (code === 'EACCES' || code === 'EPERM') return 'forbidden'
    throw error
  }
}

async function copyFiles(from: string, to: string, names: readonly string[]): Promise<void> {
  const toCopy: string[] = []
  for (const name of names) {
    const isLinked =
      TABLE.test(name) &&
      (await link(join(from, name), join(to, name)).then(
        () => true,
        () => false,
      ))
    if (!isLinked) toCopy.push(name)
  }
  let bytes = 0
  for (const name of toCopy) bytes += (await stat(join(from, name))).size
  await requireSpace(to, bytes)
  for (const name of toCopy) await copyFile(join(from, name), join(to, name))
}

function cannotOpen(folder: string, error: unknown): StartProblem {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const words = cause instanceof Error ? cause.message : String(cause)
  return new StartProblem(
    `Cannot read "${folder}": ${words.replace(/\.$/, '')}. If it is damaged, name the folder of a backup.`,
    { cause: error },
  )
}

function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined
  const inner = codeOf(error.cause)
  return inner ?? ('code' in error ? error.code : undefined)
}
