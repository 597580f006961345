import { copyFile, mkdir, open, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as Sqlite from 'node-sqlite3-wasm'
import { StartProblem } from '../start-problem.ts'
import { requireSpace } from './require-space.ts'

export type SqliteDatabase = InstanceType<typeof Sqlite.Database>

/** A database of somebody else's, open in a copy. */
export interface SqliteCopy {
  readonly database: SqliteDatabase
  close(): Promise<void>
}

const MAGIC = 'SQLite format 3\0'
/** What is part of a database besides its file: what was written and is not in it yet, or is to be undone. */
const COMPANIONS = ['', '-wal', '-journal'] as const

/**
 * Opens an SQLite database without changing it or locking anybody out: SQLite brings in, or undoes, what a program left
 * half-way, and that happens in a copy.
 *
 * @param temporary A folder for the copy; it is made, and removed by `close`.
 * @throws {StartProblem} When it is none, is being written or is damaged, or the disk has too little room.
 */
export async function openSqliteCopy(file: string, temporary: string): Promise<SqliteCopy> {
  await requireMagic(file)
  await rm(temporary, { recursive: true, force: true })
  await mkdir(temporary, { recursive: true })
  const remove = (): Promise<void> => rm(temporary, { recursive: true, force: true })
  try {
    const copy = join(temporary, 'copy.sqlite')
    await copyUnchanged(file, copy)
    const database = openDatabase(copy)
    const close = async (): Promise<void> => {
      database.close()
      await remove()
    }
    return { database, close }
  } catch (error) {
    await remove()
    throw error instanceof StartProblem ? error : cannotOpen(file, error)
  }
}

async function requireMagic(file: string): Promise<void> {
  const start = Buffer.alloc(MAGIC.length)
  try {
    const handle = await open(file, 'r')
    try {
      await handle.read(start, 0, MAGIC.length, 0)
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw cannotOpen(file, error)
  }
  if (start.toString('latin1') !== MAGIC)
    throw new StartProblem(
      `Cannot read "${file}": it is no SQLite database. Name the file that the SQLite extension has as its "database".`,
    )
}

async function copyUnchanged(file: string, copy: string): Promise<void> {
  const before = await signs(file)
  let bytes = 0
  for (const sign of before) bytes += sign?.size ?? 0
  await requireSpace(join(copy, '..'), bytes)
  for (const [index, companion] of COMPANIONS.entries())
    if (before[index]) await copyFile(`${file}${companion}`, `${copy}${companion}`)
  if (JSON.stringify(await signs(file)) !== JSON.stringify(before))
    throw new StartProblem(
      `Cannot read "${file}": it was written to meanwhile. Stop the server that uses it first, so that all it holds is in the file.`,
    )
}

/** What tells of a change. */
function signs(file: string) {
  return Promise.all(
    COMPANIONS.map((companion) =>
      stat(`${file}${companion}`).then(
        ({ size, mtimeMs }) => ({ size, mtimeMs }),
        () => undefined,
      ),
    ),
  )
}

function openDatabase(path: string): SqliteDatabase {
  // Loaded when it is needed: a server never does.
  const sqlite = createRequire(import.meta.url)('node-sqlite3-wasm') as typeof Sqlite
  const database = new sqlite.Database(path, { fileMustExist: true })
  try {
    // A write-ahead log is read without shared memory, which this SQLite has not got, by who is alone.
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    database.get('SELECT count(*) FROM sqlite_master')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function cannotOpen(file: string, error: unknown): StartProblem {
  const words = error instanceof Error ? error.message : String(error)
  return new StartProblem(`Cannot read "${file}": ${words.replace(/\.$/, '')}.`, { cause: error })
}
