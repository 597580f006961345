import type { DocumentName } from '@weft/protocol'
import type { Authorize, Log } from '@weft/server'
import type { DocumentStorage } from '@weft/storage'
import type { Area, Catalogue } from './catalogue.ts'
import type { Deletions } from './deletions.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** That a document is opened is noted once in this time, in milliseconds: a day more or less is nothing to retention. */
const NOTE_EVERY_MS = DAY_MS
/** The area of the catalogue with the time when each document was opened last, in milliseconds since 1970. */
export const OPENED_AREA = 'opened'
/** Read at a time. */
const PAGE = 1000
/** Since when it is known which documents are opened. */
const SINCE = 'since'

export interface IdleDependencies {
  readonly catalogue: Catalogue
  readonly deletions: Deletions
  readonly storage: Pick<DocumentStorage, 'list'>
  /** Documents that have a room now. */
  readonly openDocuments: () => Iterable<string>
  /** Has everybody asked anew who has a document open. */
  readonly reauthorize: (document: DocumentName) => Promise<void>
  /** Wall-clock time in milliseconds since 1970. */
  readonly now: () => number
  readonly log: Log
}

/**
 * Knows when each document was used last, and deletes those that nobody has opened or changed for so long, if that is wanted.
 * What it deletes can be restored like anything that people delete. The day on which deleting was turned on counts as a use of
 * all of them: nobody is to lose something on the day on which an operator changes a setting.
 */
export class IdleDocuments {
  readonly #dependencies: IdleDependencies
  readonly #afterMs: number | undefined
  /** When each was opened last, in milliseconds since 1970, to the day. */
  readonly #opened: Area<number>
  readonly #retention: Area<number>
  /** While it is looked which are due: those that were open when that began, or have been opened since. */
  #openSince: Set<string> | undefined
  #wereGoneForgotten = false

  /** @param afterMs How long, in milliseconds; undefined: none is deleted. */
  constructor(dependencies: IdleDependencies, afterMs: number | undefined) {
    this.#dependencies = dependencies
    this.#afterMs = afterMs
    this.#opened = dependencies.catalogue.area(OPENED_AREA, readTime)
    this.#retention = dependencies.catalogue.area('retention', readTime)
  }

  /** When somebody opened it last, in milliseconds since 1970, to the day; undefined when that is not known. */
  openedMs(document: string): number | undefined {
    return this.#opened.get(document)
  }

  /** It counts as used now. Resolves when that is on disk. */
  noteUsed(document: string): Promise<void> {
    return this.#opened.set(document, this.#dependencies.now())
  }

  /** The same answers; who may read a document opens it. */
  watch(authorize: Authorize): Authorize {
    return async (who, action, document) => {
      const answer = await authorize(who, action, document)
      const meant = answer.allowed ? (answer.document ?? document) : undefined
      if (action === 'read' && meant !== undefined) {
        this.#openSince?.add(meant)
        void this.#noteOpened(meant)
      }
      return answer
    }
  }

  /** Deletes those that are due. Never rejects: what could not be deleted is tried again the next time. */
  async deleteDue(signal: AbortSignal): Promise<void> {
    const { openDocuments, log } = this.#dependencies
    try {
      const open = new Set(openDocuments())
      this.#openSince = open
      for (const document of [...open]) await this.#noteOpened(document)
      await (this.#afterMs === undefined
        ? this.#beginAnew()
        : this.#deleteAfter(this.#afterMs, signal))
      if (!signal.aborted && !this.#wereGoneForgotten) await this.#forgetGone()
    } catch (error) {
      log({ level: 'error', event: 'idle-documents-not-deleted', error })
    } finally {
      this.#openSince = undefined
    }
  }

  /** When it is turned on again, that day counts. */
  async #beginAnew(): Promise<void> {
    if (this.#retention.get(SINCE) !== undefined) await this.#retention.delete(SINCE)
  }

  async #deleteAfter(afterMs: number, signal: AbortSignal): Promise<void> {
    const since = this.#retention.get(SINCE)
    if (since === undefined) return this.#retention.set(SINCE, this.#dependencies.now())
    for await (const { document, usedMs } of this.#due(since, afterMs)) {
      if (signal.aborted) return
      await this.#delete(document, usedMs)
    }
  }

  async *#due(since: number, afterMs: number) {
    const { deletions, now } = this.#dependencies
    for await (const { document, changedMs } of this.#stored()) {
      const usedMs = Math.max(changedMs, this.#opened.get(document) ?? 0, since)
      if (now() - usedMs >= afterMs && !deletions.of(document)) yield { document, usedMs }
    }
  }

  async *#stored() {
    const { storage } = this.#dependencies
    let after: string | undefined
    do {
      const page = await storage.list({ limit: PAGE, ...(after === undefined ? {} : { after }) })
      yield* page
      after = page.length < PAGE ? undefined : page.at(-1)?.document
    } while (after !== undefined)
  }

  async #delete(document: string, usedMs: number): Promise<void> {
    const { deletions, reauthorize, now, log } = this.#dependencies
    if (this.#openSince?.has(document)) return
    await deletions.mark(document, now())
    // Somebody may have come while that was written.
    if (this.#openSince?.has(document)) return deletions.undo(document)
    await reauthorize(document as DocumentName)
    // Whoever restores it is to have it for as long again.
    await this.#opened.set(document, now())
    const days = Math.floor((now() - usedMs) / DAY_MS)
    log({ level: 'info', event: 'idle-document-deleted', document, days })
  }

  /** Documents that are no more leave nothing behind. Once in a process: there are not so many. */
  async #forgetGone(): Promise<void> {
    const { now } = this.#dependencies
    const gone = new Set<string>()
    for (const [document, openedMs] of this.#opened.entries())
      // One that was opened a moment ago may be stored only now.
      if (now() - openedMs >= NOTE_EVERY_MS) gone.add(document)
    if (gone.size > 0) for await (const { document } of this.#stored()) gone.delete(document)
    for (const document of gone) await this.#opened.delete(document)
    this.#wereGoneForgotten = true
  }

  async #isStored(document: string): Promise<boolean> {
    const [first] = await this.#dependencies.storage.list({ prefix: document, limit: 1 })
    return first?.document === document
  }

  async #noteOpened(document: string): Promise<void> {
    const { now, log } = this.#dependencies
    const known = this.#opened.get(document)
    if (known !== undefined && Math.abs(now() - known) < NOTE_EVERY_MS) return
    try {
      // Who may read can ask for any number of names of which there is no document.
      if (known === undefined && !(await this.#isStored(document))) return
      await this.#opened.set(document, now())
    } catch (error) {
      log({ level: 'warn', event: 'opening-not-noted', document, error })
    }
  }
}

function readTime(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
