import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { StartProblem } from '../start-problem.ts'
import { requireOwner } from './require-owner.ts'

/** What is in a folder that was never used: a file system has the first of itself, people and programs leave the others. */
const UNUSED: ReadonlySet<string> = new Set(['lost+found', '.gitkeep', '.gitignore', '.DS_Store'])

/**
 * What only a data folder has; storage says what is amiss where one of them is not there. The last is what is left when somebody
 * moved a database away to begin anew.
 */
const OURS: ReadonlySet<string> = new Set(['weft.json', 'weft.json.new', 'db', 'catalogue-copy'])

/** Whether something of that name in a folder is as good as nothing. */
export const isUnused = (name: string): boolean => UNUSED.has(name)

/**
 * Refuses what cannot become, or stay, a data folder: one that is in use for something else, e.g. somebody's home, whose
 * files would lie among Weft's, and would be backed up, moved and deleted with them; and root in another user's.
 *
 * @throws {StartProblem} With the folder, or the user, to take instead.
 */
export async function requireDataFolder(data: string): Promise<void> {
  await requireOwner(data)
  // What cannot be listed cannot be opened either, and opening it says why.
  const names = await readdir(data).catch(() => [])
  if (names.every(isUnused) || names.some((name) => OURS.has(name))) return
  throw new StartProblem(
    `Cannot keep documents in "${data}": it holds other things, and nothing says that it is a data folder of Weft. Name an empty folder or a new one with --data, e.g. "${join(data, 'weft')}".`,
  )
}
