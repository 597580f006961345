import type { Log } from '@weft/server'
import type { DocumentStorage } from '@weft/storage'
import type { Deletions } from './deletions.ts'
import type { Titles } from './titles.ts'

/** How often it is looked whether a deletion has become final, in milliseconds. */
const LOOK_EVERY_MS = 60 * 60 * 1000

export interface RemovalDependencies {
  readonly deletions: Deletions
  readonly titles: Titles
  readonly storage: Pick<DocumentStorage, 'delete'>
  /** Told of each that is gone: its name may become another document's. */
  readonly onRemoved: (document: string) => Promise<void>
  /** How long a deleted document can be restored, in milliseconds. */
  readonly keepMs: number
  /** Wall-clock time in milliseconds since 1970. */
  readonly now: () => number
  readonly log: Log
}

/** Removes from storage what was deleted long enough ago: at once, and every hour from then on. @returns Ends it. */
export function startRemoving(dependencies: RemovalDependencies): () => Promise<void> {
  let removing = Promise.resolve()
  const look = (): void => {
    removing = removing.then(() => removeDeleted(dependencies))
  }
  look()
  const timer = setInterval(look, LOOK_EVERY_MS)
  timer.unref()
  return () => {
    clearInterval(timer)
    return removing
  }
}

/** Never rejects: what could not be removed is tried again the next time. */
export async function removeDeleted(dependencies: RemovalDependencies): Promise<void> {
  const { deletions, titles, storage, onRemoved, keepMs, now, log } = dependencies
  const due = [...deletions.entries()].filter(
    ([, { deletedMs, removedMs }]) => removedMs === undefined && now() - deletedMs >= keepMs,
  )
  for (const [document] of due) {
    try {
      // In this order: if the process ends in between, it is removed once more, which does no harm.
      await storage.delete(document)
      await onRemoved(document)
      await deletions.removed(document, now())
      await titles.forget(document)
      log({ level: 'info', event: 'document-removed', document })
    } catch (error) {
      log({ level: 'error', event: 'document-not-removed', document, error })
    }
  }
}
