import type { Log } from '@weft/server'
import type { DocumentStorage } from '@weft/storage'
import type { Area, Catalogue } from '../catalogue/catalogue.ts'
import type { ImageStore } from './image-store.ts'
import { imagesIn } from './images-in.ts'

/** How long a picture stays after its document is gone, for whoever took it along at the last moment; in milliseconds. */
export const GRACE_MS = 24 * 60 * 60 * 1000

/** Documents listed at a time. */
const PAGE = 1000

export interface UnusedImagesDependencies {
  readonly catalogue: Catalogue
  readonly store: Pick<ImageStore, 'has' | 'remove'>
  readonly storage: Pick<DocumentStorage, 'list' | 'load'>
  /** Whether what people write gets to disk: otherwise storage does not tell what is in use. */
  readonly isSaving: () => boolean
  /** Wall-clock time in milliseconds since 1970. */
  readonly now: () => number
  readonly log: Log
}

/**
 * The pictures of documents that were removed. Each is removed a day later, when no document that is left mentions it, not
 * even one that is deleted and can be restored. In doubt it stays.
 */
export class UnusedImages {
  readonly #with: UnusedImagesDependencies
  /** When each was found in a document that was about to go, by the picture's name. */
  readonly #noted: Area<number>

  constructor(dependencies: UnusedImagesDependencies) {
    this.#with = dependencies
    this.#noted = dependencies.catalogue.area('unused-images', readTime)
  }

  /** Notes the pictures of a document that is about to go. Rejects when that cannot be written down. */
  async note(document: string): Promise<void> {
    const { store, storage, now, log } = this.#with
    const stored = await storage.load(document).catch((error: unknown) => {
      // It goes nevertheless, and its pictures stay.
      log({ level: 'warn', event: 'images-not-noted', document, error })
    })
    if (!stored) return
    const names = [...imagesIn(stored)]
    // Anybody can write addresses of pictures that never were.
    for (const name of names) if (await store.has(name)) await this.#noted.set(name, now())
  }

  /**
   * Removes what has been unused for long enough.
   *
   * @param signal Ends it early; what is left is done the next time.
   */
  async sweep(signal: AbortSignal): Promise<void> {
    const { now, isSaving } = this.#with
    const due = [...this.#noted.entries()].filter(([, notedMs]) => now() - notedMs >= GRACE_MS)
    if (due.length === 0 || !isSaving()) return
    const found = await this.#findUsed(new Set(due.map(([name]) => name)), signal)
    if (found === 'ended') return
    let removed = 0
    for (const [name, notedMs] of due) {
      if (!found.has(name) && (await this.#with.store.remove(name, notedMs))) removed += 1
      await this.#noted.delete(name)
    }
    if (removed > 0) this.#with.log({ level: 'info', event: 'images-removed', images: removed })
  }

  /** Those of the named pictures that are in use, or may be. */
  async #findUsed(names: ReadonlySet<string>, signal: AbortSignal) {
    const used = new Set<string>()
    const startMs = this.#with.now()
    // And once more through what has changed meanwhile.
    for (const sinceMs of [0, startMs]) {
      for await (const document of this.#changedSince(sinceMs)) {
        if (signal.aborted) return 'ended'
        if (used.size === names.size) return used
        const stored = await this.#with.storage.load(document)
        if (!stored) continue
        if (stored.damage.length > 0) return this.#allOf(names, document)
        for (const name of imagesIn(stored)) if (names.has(name)) used.add(name)
      }
    }
    return used
  }

  async *#changedSince(sinceMs: number): AsyncGenerator<string> {
    let after: string | undefined
    do {
      const page = await this.#with.storage.list({
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      })
      for (const { document, changedMs } of page) if (changedMs >= sinceMs) yield document
      after = page.length < PAGE ? undefined : page.at(-1)?.document
    } while (after !== undefined)
  }

  /** What cannot be read of a damaged document may mention any. */
  #allOf(names: ReadonlySet<string>, document: string): ReadonlySet<string> {
    this.#with.log({ level: 'warn', event: 'images-kept', images: names.size, damaged: document })
    return names
  }
}

function readTime(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
