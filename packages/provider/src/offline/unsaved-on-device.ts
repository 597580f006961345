import { openDatabase, readSessions } from './database.ts'

/**
 * How many edits a database of `indexedDb()` holds that are not known to be on the server, by whichever tab they were made.
 * Ask it before a copy is deleted whose document is not open here. The count may be too high, as after a reload.
 *
 * @param databaseName Of a database that is there; one that is not is made.
 * @throws {Error} When it cannot be read.
 * @example
 *   for (const { name = '' } of await indexedDB.databases())
 *     if (name.startsWith('weft:')) console.log(name, await unsavedOnDevice(name))
 */
export async function unsavedOnDevice(databaseName: string): Promise<number> {
  const database = await openDatabase(databaseName)
  try {
    const sessions = await readSessions(database)
    return sessions.reduce((sum, { edits }) => sum + edits.made - edits.saved, 0)
  } finally {
    database.close()
  }
}
