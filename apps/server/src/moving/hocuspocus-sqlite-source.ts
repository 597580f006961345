import { StartProblem } from '../start-problem.ts'
import type { Source, SourceDocument, SourceProblem, SourceUpdate } from './source.ts'
import { openSqliteCopy, type SqliteDatabase } from './sqlite-copy.ts'

/** How many rows are listed at a time. */
const PAGE = 200

type Row = number | bigint

/**
 * What Hocuspocus keeps with its SQLite extension: a table `documents` with each document's whole state as one update.
 *
 * @param temporary A folder for the copy that is read.
 * @throws {StartProblem} When it cannot be opened, or has no such table.
 */
export async function openHocuspocusSqlite(file: string, temporary: string): Promise<Source> {
  const { database, close } = await openSqliteCopy(file, temporary)
  try {
    return { count: countIn(database), documents: () => documentsIn(database, file), close }
  } catch (error) {
    await close()
    throw new StartProblem(
      `Cannot read "${file}": ${wordsOf(error)}. The SQLite extension of Hocuspocus keeps documents in a table "documents" with "name" and "data".`,
      { cause: error },
    )
  }
}

function countIn(database: SqliteDatabase): number | undefined {
  database.get('SELECT name, data FROM documents LIMIT 0')
  try {
    const count = database.get('SELECT count(*) AS count FROM documents')?.['count']
    return typeof count === 'number' ? count : undefined
  } catch {
    // A damaged table can be read in part.
    return undefined
  }
}

async function* documentsIn(
  database: SqliteDatabase,
  file: string,
): AsyncGenerator<SourceDocument | SourceProblem> {
  let after: Row = -(2n ** 63n)
  for (;;) {
    const page = listPage(database, after)
    if (page === undefined) {
      yield { name: file, problem: `rows after row ${after} cannot be listed: the file is damaged` }
      const next = rowBehindDamage(database, after)
      if (next === undefined) return
      after = next
      continue
    }
    for (const { row, name } of page) {
      after = row
      if (typeof name === 'string') yield { name, updates: updateIn(database, row) }
      else yield { name: `row ${row}`, problem: 'its name is no text' }
    }
    if (page.length < PAGE) return
  }
}

/** Rows behind `after`, in order; undefined when they cannot be listed. */
function listPage(database: SqliteDatabase, after: Row) {
  try {
    return database
      .all('SELECT rowid AS row, name FROM documents WHERE rowid > ? ORDER BY rowid LIMIT ?', [
        after,
        PAGE,
      ])
      .flatMap(({ row, name }) =>
        typeof row === 'number' || typeof row === 'bigint' ? { row, name } : [],
      )
  } catch {
    return undefined
  }
}

/** A row before the next ones that can be listed: from the far end towards the damage, in ever smaller steps. */
function rowBehindDamage(database: SqliteDatabase, after: Row): Row | undefined {
  for (let step = PAGE; step < 2 ** 31; step *= 2) {
    const next = BigInt(after) + BigInt(step)
    const page = listPage(database, next)
    if (page && page.length > 0) return next
  }
  return undefined
}

async function* updateIn(database: SqliteDatabase, row: Row): AsyncGenerator<SourceUpdate> {
  try {
    const data = database.get('SELECT data FROM documents WHERE rowid = ?', [row])?.['data']
    yield data instanceof Uint8Array ? data : { unreadable: 'its data is no blob' }
  } catch (error) {
    yield { unreadable: `its data cannot be read: ${wordsOf(error)}` }
  }
}

const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
