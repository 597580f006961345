import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What is kept in a data folder of damaged files, and of restores that were stopped; nothing of it is ever read again. */
const KEPT = /^(?:damaged|catalogue(?:-copy)?-damaged-\d+|restoring)$/

/** The folders in which parts of a document may be that was removed. @param data The data folder. */
export async function keptCopies(data: string): Promise<readonly string[]> {
  const names = await readdir(data)
  return names
    .filter((name) => KEPT.test(name))
    .sort()
    .map((name) => join(data, name))
}
