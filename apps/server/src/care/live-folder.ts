import type { DocumentName } from '@weft/protocol'
import { WorkerCompactor, type Log, type WeftServer } from '@weft/server'
import type { LevelStorage } from '@weft/storage-level'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { ImageStore } from '../images/image-store.ts'
import type { Library } from '../library.ts'
import type { DataFolder } from './data-folder.ts'
import { keptCopies } from './kept-copies.ts'

/** How long a disk that fails is waited for, in milliseconds. */
const SAVING_WITHIN_MS = 30_000
/** How long one that does not may take for what is not saved yet, in milliseconds: a write takes a few. */
const SAVED_WITHIN_MS = 1_000
/** How often it is looked, in milliseconds. */
const LOOK_EVERY_MS = 20

export interface LiveFolderParts {
  /** Where everything is. */
  readonly data: string
  readonly server: WeftServer
  readonly storage: LevelStorage
  readonly catalogue: Catalogue
  readonly library: Library
  readonly images: ImageStore
  /** Ends what leads to a document. */
  readonly endLinks: (document: DocumentName) => Promise<void>
  /** Told of each document that is gone: its name may become another's. */
  readonly forget: (document: DocumentName) => void
  readonly log: Log
}

/** The data folder of a server that runs. */
export function liveFolder({
  data,
  server,
  storage,
  catalogue,
  library,
  images,
  endLinks,
  forget,
  log,
}: LiveFolderParts): DataFolder & { close(): Promise<void> } {
  // Not the server's own: somebody who opens a long document must not wait for a whole export.
  const builder = new WorkerCompactor()
  return {
    storage,
    catalogue,
    titles: library.titles,
    deletions: library.deletions,
    images,
    builder,
    filesAreRead: false,
    saved: async (document) => {
      const startMs = performance.now()
      const isPatient = (limitMs: number): boolean => performance.now() - startMs < limitMs
      while (!server.isSaving && isPatient(SAVING_WITHIN_MS)) await later()
      if (!server.isSaving)
        throw new Error('the disk does not take what the server holds; free some space first')
      // Who goes on typing always has something that is not: what was there when this was asked is then on disk long ago.
      const isUnsaved = (): boolean => server.unsaved.some((each) => each.document === document)
      while (document !== undefined && isUnsaved() && isPatient(SAVED_WITHIN_MS)) await later()
    },
    withoutRoom: async (document, job) => {
      await server.unload(document, job)
    },
    keptCopies: () => keptCopies(data),
    brought: (document) => library.idle.noteUsed(document),
    removed: async (document) => {
      await endLinks(document)
      await server.reauthorize(document)
      // Also when the application cannot be asked just now.
      for (const { id } of server.inspectPeers(document))
        server.disconnect(id, { code: 4404, reason: 'this document was deleted' })
      forget(document)
    },
    log,
    now: Date.now,
    close: () => builder.close(),
  }
}

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
