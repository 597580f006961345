import type { Log } from '@weft/server'
import type { DocumentStorage } from '@weft/storage'
import type { UnusedImages } from '../images/unused-images.ts'
import type { Deletions } from './deletions.ts'
import type { Titles } from './titles.ts'

/** How often it is looked whether a deletion has become final, in milliseconds. */
const LOOK_EVERY_MS = 60 * 60 * 1000

export interface RemovalDependencies {
  readonly deletions: Deletions
  readonly titles: Titles
  readonly storage: Pick<DocumentStorage, 'delete'>
  /** Those that went with their documents are removed, too. */
  readonly images: Pick<UnusedImages, 'note' | 'sweep'>
  /** Told of each that is gone: its name may become another document's. */
  readonly onRemoved: (document: string) => Promise<void>
  /** How long a deleted document can be restored, in milliseconds. */
  readonly keepMs: number
  /** Deletes what nobody uses any more, if that is wanted. */
  readonly deleteIdle: (signal: AbortSignal) => Promise<void>
  /** Wall-clock time in milliseconds since 1970. */
  readonly now: () => number
  readonly log: Log
}

/** Removes from storage what was deleted long enough ago: at once, and every hour from then on. @returns Ends it. */
export function startRemoving(dependencies: RemovalDependencies): () => Promise<void> {
  let removing = Promise.resolve()
  const ending = new AbortController()
  const look = (): void => {
    removing = removing.then(async () => {
      await dependencies.deleteIdle(ending.signal)
      await removeDeleted(dependencies)
      await sweepImages(dependencies, ending.signal)
    })
  }
  look()
  const timer = setInterval(look, LOOK_EVERY_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    ending.abort()
    return removing
  }
}

/** Never rejects: what could not be removed is tried again the next time. */
export async function removeDeleted(dependencies: RemovalDependencies): Promise<void> {
  const { deletions, keepMs, now, log } = dependencies
  const due = [...deletions.entries()].filter(
    ([, { deletedMs, removedMs }]) => removedMs === undefined && now() - deletedMs >= keepMs,
  )
  for (const [document] of due) {
    try {
      await removeDocument(document, dependencies)
    } catch (error) {
      log({ level: 'error', event: 'document-not-removed', document, error })
    }
  }
}

/** Removes the content of a document that is marked as deleted. Rejects when storage or the catalogue fails. */
export async function removeDocument(
  document: string,
  { deletions, titles, storage, images, onRemoved, now, log }: RemovalDependencies,
): Promise<void> {
  // In this order: if the process ends in between, it is removed once more, which does no harm.
  await images.note(document)
  await storage.delete(document)
  await onRemoved(document)
  await deletions.removed(document, now())
  await titles.forget(document)
  log({ level: 'info', event: 'document-removed', document })
}

async function sweepImages({ images, log }: RemovalDependencies, signal: AbortSignal) {
  await images
    .sweep(signal)
    .catch((error: unknown) => log({ level: 'error', event: 'images-not-removed', error }))
}
