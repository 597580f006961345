import type { DocumentName } from '@weft/protocol'
import type { Authorize, Log } from '@weft/server'
import type { DocumentStorage } from '@weft/storage'
import type { Area, Catalogue } from './catalogue.ts'
import type { Deletions } from './deletions.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** That a document is opened is noted once in this time, in milliseconds: a day more or less is nothing to retention. */
const NOTE_EVERY_MS = DAY_MS
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
 * Deletes documents that nobody has opened or changed for so long. What it deletes can be restored like anything that people
 * delete. Nobody knows what was opened before this was turned on, so that day counts as the last for all of them.
 */
export class IdleDocuments {
  readonly #dependencies: IdleDependencies
  readonly #afterMs: number
  /** When each was opened last, in milliseconds since 1970, to the day. */
  readonly #opened: Area<number>
  readonly #retention: Area<number>
  /** Those that were open when it was last looked, or have been opened since. */
  #openSince = new Set<string>()

  /** @param afterMs How long, in milliseconds. */
  constructor(dependencies: IdleDependencies, afterMs: number) {
    this.#dependencies = dependencies
    this.#afterMs = afterMs
    this.#opened = dependencies.catalogue.area('opened', readTime)
    this.#retention = dependencies.catalogue.area('retention', readTime)
  }

  /** The same answers; who may read a document opens it. */
  watch(authorize: Authorize): Authorize {
    return async (who, action, document) => {
      const answer = await authorize(who, action, document)
      const meant = answer.allowed ? (answer.document ?? document) : undefined
      if (action === 'read' && meant !== undefined) {
        this.#openSince.add(meant)
        void this.#noteOpened(meant)
      }
      return answer
    }
  }

  /** Deletes those that are due. Never rejects: what could not be deleted is tried again the next time. */
  async deleteDue(signal: AbortSignal): Promise<void> {
    const { openDocuments, now, log } = this.#dependencies
    try {
      this.#openSince = new Set(openDocuments())
      for (const document of [...this.#openSince]) await this.#noteOpened(document)
      const since = this.#retention.get(SINCE)
      if (since === undefined) return await this.#retention.set(SINCE, now())
      for await (const { document, usedMs } of this.#due(since)) {
        if (signal.aborted) return
        await this.#delete(document, usedMs)
      }
      if (!signal.aborted) await this.#forgetGone()
    } catch (error) {
      log({ level: 'error', event: 'idle-documents-not-deleted', error })
    }
  }

  async *#due(since: number) {
    const { storage, deletions, now } = this.#dependencies
    let after: string | undefined
    do {
      const page = await storage.list({ limit: PAGE, ...(after === undefined ? {} : { after }) })
      for (const { document, changedMs } of page) {
        const usedMs = Math.max(changedMs, this.#opened.get(document) ?? 0, since)
        if (now() - usedMs >= this.#afterMs && !deletions.of(document)) yield { document, usedMs }
      }
      after = page.length < PAGE ? undefined : page.at(-1)?.document
    } while (after !== undefined)
  }

  async #delete(document: string, usedMs: number): Promise<void> {
    const { deletions, reauthorize, now, log } = this.#dependencies
    if (this.#openSince.has(document)) return
    await deletions.mark(document, now())
    // Somebody may have come while that was written.
    if (this.#openSince.has(document)) return deletions.undo(document)
    await reauthorize(document as DocumentName)
    // Whoever restores it is to have it for as long again.
    await this.#opened.set(document, now())
    const days = Math.floor((now() - usedMs) / DAY_MS)
    log({ level: 'info', event: 'idle-document-deleted', document, days })
  }

  /** Documents that are no more leave nothing behind. */
  async #forgetGone(): Promise<void> {
    const { storage, now } = this.#dependencies
    for (const [document, openedMs] of [...this.#opened.entries()]) {
      if (now() - openedMs < 2 * this.#afterMs) continue
      const [first] = await storage.list({ prefix: document, limit: 1 })
      if (first?.document !== document) await this.#opened.delete(document)
    }
  }

  async #noteOpened(document: string): Promise<void> {
    const { now, log } = this.#dependencies
    const known = this.#opened.get(document)
    if (known !== undefined && Math.abs(now() - known) < NOTE_EVERY_MS) return
    try {
      await this.#opened.set(document, now())
    } catch (error) {
      log({ level: 'warn', event: 'opening-not-noted', document, error })
    }
  }
}

/**
 * Forgets since when it is known what is opened: until retention is turned on again, nobody notes it. Never rejects.
 */
export async function forgetOpenings(catalogue: Catalogue, log: Log): Promise<void> {
  const retention = catalogue.area('retention', readTime)
  if (retention.get(SINCE) === undefined) return
  await retention
    .delete(SINCE)
    .catch((error: unknown) => log({ level: 'warn', event: 'openings-not-forgotten', error }))
}

function readTime(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
