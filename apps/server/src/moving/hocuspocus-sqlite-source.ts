import { StartProblem } from '../start-problem.ts'
import type { Source, SourceDocument, SourceProblem, SourceUpdate } from './source.ts'
import { openSqliteCopy, type SqliteDatabase } from './sqlite-copy.ts'
import { wordsOf } from '../words-of.ts'

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
  let after: Row = 0
  let limit = PAGE
  for (;;) {
    const page = listPage(database, after, limit)
    if (page) {
      for (const { row, name } of page) {
        after = row
        if (typeof name === 'string') yield { name, updates: updateIn(database, row) }
        else yield { name: `row ${row}`, problem: 'its name is no text' }
      }
      if (page.length < limit) return
    } else if (limit > 1) {
      // Those before the damage can be had one by one.
      limit = 1
    } else {
      const next = behindDamage(database, after)
      const last = next === undefined ? 'all that follow' : `${next}`
      yield {
        name: file,
        problem: `the file is damaged: rows ${BigInt(after) + 1n} to ${last} cannot be read`,
      }
      if (next === undefined) return
      after = next
    }
  }
}

/** At most `limit` rows behind `after`, in order; undefined when they cannot be listed. SQLite numbers rows from 1. */
function listPage(database: SqliteDatabase, after: Row, limit: number) {
  try {
    return database
      .all('SELECT rowid AS row, name FROM documents WHERE rowid > ? ORDER BY rowid LIMIT ?', [
        after,
        limit,
      ])
      .flatMap(({ row, name }) =>
        typeof row === 'number' || typeof row === 'bigint' ? { row, name } : [],
      )
  } catch {
    return undefined
  }
}

/** A row behind which there are some that can be listed, looked for in ever larger steps. */
function behindDamage(database: SqliteDatabase, after: Row): Row | undefined {
  for (let step = 1; step < 2 ** 31; step *= 2) {
    const next = BigInt(after) + BigInt(step)
    if (listPage(database, next, 1)?.length === 1) return next
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
