import { join } from 'node:path'
import { WorkerCompactor } from '@weft/server'
import { openLevelStorage } from '@weft/storage-level'
import { readStoredLink, ViewLinks } from '../access/view-links.ts'
import { Deletions } from '../catalogue/deletions.ts'
import { OPENED_AREA } from '../catalogue/idle-documents.ts'
import { openCatalogue } from '../catalogue/open-catalogue.ts'
import { Titles } from '../catalogue/titles.ts'
import { ImageStore } from '../images/image-store.ts'
import { dataProblem, StartProblem } from '../start-problem.ts'
import { isThere } from '../is-there.ts'
import type { DataFolder } from './data-folder.ts'
import { keptCopies } from './kept-copies.ts'
import type { Outcome } from './outcome.ts'
import { requireDataFolder } from './require-data-folder.ts'
import { wordsOf } from '../words-of.ts'

/** A task that would hold up nobody may take long, in milliseconds. */
const BUILD_WITHIN_MS = 10 * 60_000
/** What the disk must keep free, in bytes. */
const MIN_FREE_BYTES = 256 * 1024 * 1024

export interface OpenedFolder {
  readonly folder: DataFolder
  /** The database's files that were found damaged on the way. */
  readonly damagedFiles: readonly Outcome[]
  close(): Promise<void>
}

/**
 * Opens a data folder that no server has open.
 *
 * @param mayBegin Whether a folder that is not there, or is empty, becomes a data folder.
 * @throws {StartProblem} When it cannot be opened.
 */
export async function openFolder(data: string, mayBegin: boolean): Promise<OpenedFolder> {
  if (!mayBegin && !(await isThere(join(data, 'weft.json'))))
    throw new StartProblem(
      `There are no documents of Weft in "${data}". Name the folder where they are kept with --data.`,
    )
  await requireDataFolder(data)
  const damagedFiles: Outcome[] = []
  const opened: { close(): Promise<void> }[] = []
  const close = async (): Promise<void> => {
    for (const each of [...opened].reverse()) await each.close()
  }
  try {
    const storage = await openLevelStorage({
      path: data,
      maxCheckBytes: Number.MAX_SAFE_INTEGER,
      onDamagedFile: ({ file, what, keptAs }) => {
        const because = `${what}; it is kept as ${keptAs}, and what is left of it took its place`
        damagedFiles.push(damagedFile(file, because))
      },
    })
    opened.push(storage)
    const catalogue = await openCatalogue(data, Date.now(), ({ event, movedTo, error }) => {
      if (event !== 'catalogue-damaged') return
      const kept = movedTo === undefined ? '' : `; it is kept as ${String(movedTo)}`
      const because = `${wordsOf(error)}${kept}; it was made anew from its copy, and nothing is missing`
      damagedFiles.push(damagedFile('catalogue', because))
    })
    opened.push(catalogue)
    const images = await ImageStore.open(join(data, 'images'), {
      maxTotalBytes: Number.MAX_SAFE_INTEGER,
      minFreeBytes: MIN_FREE_BYTES,
    })
    const builder = new WorkerCompactor({ timeoutMs: BUILD_WITHIN_MS })
    opened.push(builder)
    const links = new ViewLinks(catalogue.area('view-links', readStoredLink), () => '')
    const folder: DataFolder = {
      storage,
      catalogue,
      titles: new Titles(catalogue),
      deletions: new Deletions(catalogue),
      images,
      builder,
      filesAreRead: true,
      saved: async () => undefined,
      keptCopies: () => keptCopies(data),
      withoutRoom: (_document, job) => job(),
      brought: (document) => catalogue.write([[OPENED_AREA, document, JSON.stringify(Date.now())]]),
      removed: (document) => links.end(document),
      log: () => undefined,
      now: Date.now,
    }
    return { folder, damagedFiles, close }
  } catch (error) {
    await close()
    throw dataProblem({ data }, error)
  }
}

const damagedFile = (name: string, because: string): Outcome => ({
  what: 'file',
  name,
  is: 'damaged',
  bytes: 0,
  because,
})
