import { join } from 'node:path'
import { openLevelStorage } from '@weft/storage-level'
import { requireDataFolder } from '../care/require-data-folder.ts'
import { Deletions } from '../catalogue/deletions.ts'
import { openCatalogue } from '../catalogue/open-catalogue.ts'
import { Titles } from '../catalogue/titles.ts'
import { dataProblem } from '../start-problem.ts'
import { isThere } from '../is-there.ts'
import { StorageTarget } from './storage-target.ts'
import type { Target } from './target.ts'

export interface OpenTarget {
  readonly target: Target
  close(): Promise<void>
}

/**
 * Opens a data folder to move documents in. No server may have it open meanwhile.
 *
 * @param dryRun Whether nothing is to be written: then a folder that is not there is taken for an empty one.
 * @param complain Told what is damaged there, in words.
 * @throws {StartProblem} When it cannot be opened.
 */
export async function openTarget(
  data: string,
  dryRun: boolean,
  complain: (text: string) => void,
): Promise<OpenTarget> {
  await requireDataFolder(data)
  if (dryRun && !(await isThere(join(data, 'weft.json')))) return emptyTarget
  try {
    const storage = await openLevelStorage({
      path: data,
      onDamagedFile: ({ file, what }) =>
        complain(`The file ${file} of "${data}" is damaged: ${what}`),
    })
    try {
      const catalogue = await openCatalogue(data, Date.now(), ({ event }) =>
        complain(`Of the catalogue in "${data}": ${event}`),
      )
      const titles = new Titles(catalogue)
      const deletions = new Deletions(catalogue)
      const target = new StorageTarget({ storage, titles, deletions, now: Date.now })
      const close = async (): Promise<void> => {
        await catalogue.close()
        await storage.close()
      }
      return { target, close }
    } catch (error) {
      await storage.close()
      throw error
    }
  } catch (error) {
    throw dataProblem({ data }, error)
  }
}

const emptyTarget: OpenTarget = {
  target: {
    present: async () => ({ is: 'nothing' }),
    create: () => Promise.reject(new Error('Cannot write in a dry run')),
    add: () => Promise.reject(new Error('Cannot write in a dry run')),
    remove: () => Promise.reject(new Error('Cannot write in a dry run')),
  },
  close: async () => undefined,
}
