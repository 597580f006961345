import type { DocumentName } from '@weft/protocol'
import type { Authorize, Changed, Log } from '@weft/server'
import type { DocumentStorage } from '@weft/storage'
import type { Access } from './access/access.ts'
import type { Catalogue } from './catalogue/catalogue.ts'
import { Deletions } from './catalogue/deletions.ts'
import { DocumentIndex } from './catalogue/document-index.ts'
import { IdleDocuments } from './catalogue/idle-documents.ts'
import { refuseDeleted } from './catalogue/refuse-deleted.ts'
import { startRemoving } from './catalogue/remove-deleted.ts'
import { Titles } from './catalogue/titles.ts'
import { deletionEndpoints } from './endpoints/deleted-documents.ts'
import { documentListEndpoint } from './endpoints/document-list.ts'
import type { Endpoint } from './endpoints/endpoint.ts'
import type { ImageStore } from './images/image-store.ts'
import { UnusedImages } from './images/unused-images.ts'

export interface LibraryDependencies {
  readonly catalogue: Catalogue
  readonly storage: Pick<DocumentStorage, 'list' | 'load' | 'delete'>
  readonly images: Pick<ImageStore, 'has' | 'remove'>
  /** Whether what people write gets to disk. */
  readonly isSaving: () => boolean
  /** What is allowed as long as nothing is deleted. */
  readonly authorize: Authorize
  /** Which documents are told to whom. */
  readonly visibleTo: Access['visibleTo']
  /** Has everybody asked anew who has a document open. */
  readonly reauthorize: (document: DocumentName) => Promise<void>
  /** Told of each document whose content was removed: its name may become another's. */
  readonly onRemoved: (document: string) => Promise<void>
  /** How long a deleted document can be restored, in milliseconds. */
  readonly keepDeletedMs: number
  /** After how long a document is deleted that nobody opens or changes, in milliseconds; undefined: never. */
  readonly deleteIdleMs: number | undefined
  /** Documents that have a room now. */
  readonly openDocuments: () => Iterable<string>
  /** Wall-clock time in milliseconds since 1970. */
  readonly now: () => number
  readonly log: Log
}

/** What the server does with documents as wholes: lists them by title, deletes them, restores them. */
export interface Library {
  readonly authorize: Authorize
  readonly changed: Changed
  readonly endpoints: readonly Endpoint[]
  readonly index: DocumentIndex
  readonly titles: Titles
  readonly deletions: Deletions
  readonly idle: IdleDocuments
  /** How long a deleted document can be restored, in milliseconds. */
  readonly keepDeletedMs: number
  /** Ends what it does now and then. */
  close(): Promise<void>
}

export function openLibrary(dependencies: LibraryDependencies): Library {
  const { catalogue, storage, onRemoved, keepDeletedMs: keepMs, now, log } = dependencies
  const titles = new Titles(catalogue)
  const deletions = new Deletions(catalogue)
  const index = new DocumentIndex(storage, () => performance.now())
  const images = new UnusedImages({ ...dependencies, store: dependencies.images })
  const idle = new IdleDocuments({ ...dependencies, deletions }, dependencies.deleteIdleMs)
  const authorize = idle.watch(refuseDeleted(dependencies.authorize, deletions))
  const removal = {
    deletions,
    titles,
    storage,
    images,
    onRemoved,
    deleteIdle: (signal: AbortSignal) => idle.deleteDue(signal),
    keepMs,
    now,
    log,
  }
  return {
    authorize,
    changed: (document, doc) => titles.note(document, doc),
    endpoints: [
      documentListEndpoint({ ...dependencies, index, titles, deletions, authorize }),
      ...deletionEndpoints({ ...dependencies, titles, deletions, keepMs }),
    ],
    index,
    titles,
    deletions,
    idle,
    keepDeletedMs: keepMs,
    close: startRemoving(removal),
  }
}
