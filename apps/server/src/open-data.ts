import { join } from 'node:path'
import type { Log } from '@weft/server'
import { openLevelStorage, type LevelStorage } from '@weft/storage-level'
import { requireDataFolder } from './care/require-data-folder.ts'
import type { Catalogue } from './catalogue/catalogue.ts'
import { openCatalogue } from './catalogue/open-catalogue.ts'
import type { Config } from './config/config.ts'
import { ImageStore } from './images/image-store.ts'
import { dataProblem } from './start-problem.ts'

/** Pictures leave this much of the disk to the documents, in bytes. */
const MIN_FREE_BYTES = 256 * 1024 * 1024

/** What a data folder has. */
export interface Data {
  readonly storage: LevelStorage
  readonly catalogue: Catalogue
  readonly images: ImageStore
}

/**
 * Opens the data folder of a server: the documents first, which hold the lock on it.
 *
 * @throws {StartProblem} When a part of it cannot be opened; the folder is then locked for nobody.
 */
export async function openData({ data, images }: Config, log: Log): Promise<Data> {
  await requireDataFolder(data)
  const opened: { close(): Promise<void> }[] = []
  try {
    const storage = await openLevelStorage({
      path: data,
      onDamagedFile: (report) => log({ level: 'error', event: 'file-damaged', ...report }),
    })
    opened.unshift(storage)
    const catalogue = await openCatalogue(data, Date.now(), log)
    opened.unshift(catalogue)
    const { maxTotalBytes } = images
    const store = { maxTotalBytes, minFreeBytes: MIN_FREE_BYTES }
    return { storage, catalogue, images: await ImageStore.open(join(data, 'images'), store) }
  } catch (error) {
    for (const each of opened) await each.close().catch(() => undefined)
    throw dataProblem({ data }, error)
  }
}
