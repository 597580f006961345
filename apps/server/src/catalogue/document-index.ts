import type { DocumentEntry, DocumentStorage } from '@weft/storage'

/** How many documents are looked through; of more, those whose names come first. */
export const MAX_INDEXED = 100_000

/** Read at a time. */
const PAGE = 1000
/** What was read is good for this long, in milliseconds, or this many times as long as reading took. */
const FRESH_MS = 250
const FRESH_TIMES = 5

/** A document as the list knows it. */
export type IndexedDocument = Pick<
  DocumentEntry,
  'document' | 'sizeBytes' | 'changedMs' | 'sequence'
>

/**
 * All documents, the last changed first. Read from storage when somebody asks, for all who ask meanwhile and a moment
 * longer: 10,000 take about a tenth of a second.
 */
export class DocumentIndex {
  readonly #storage: Pick<DocumentStorage, 'list'>
  readonly #now: () => number
  #read: { readonly documents: Promise<readonly IndexedDocument[]>; untilMs: number } | undefined

  /** @param now Monotonic time in milliseconds. */
  constructor(storage: Pick<DocumentStorage, 'list'>, now: () => number) {
    this.#storage = storage
    this.#now = now
  }

  /** Rejects with what storage rejects with. */
  all(): Promise<readonly IndexedDocument[]> {
    const startMs = this.#now()
    if (this.#read && startMs < this.#read.untilMs) return this.#read.documents
    const read = { documents: this.#readAll(), untilMs: Number.POSITIVE_INFINITY }
    this.#read = read
    read.documents.then(
      () => {
        const endMs = this.#now()
        read.untilMs = endMs + Math.max(FRESH_MS, FRESH_TIMES * (endMs - startMs))
      },
      () => {
        read.untilMs = startMs
      },
    )
    return read.documents
  }

  async #readAll(): Promise<readonly IndexedDocument[]> {
    const documents: IndexedDocument[] = []
    let after: string | undefined
    do {
      const page = await this.#storage.list({
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      })
      for (const { document, sizeBytes, changedMs, sequence } of page)
        documents.push({ document, sizeBytes, changedMs, sequence })
      after = page.length < PAGE ? undefined : page.at(-1)?.document
    } while (after !== undefined && documents.length < MAX_INDEXED)
    return documents.sort(byLastChange)
  }
}

/** The last changed first; of those that changed together, in the order of their names. */
export function byLastChange(one: Changed, other: Changed): number {
  if (one.changedMs !== other.changedMs) return other.changedMs - one.changedMs
  return one.document < other.document ? -1 : 1
}

type Changed = Pick<IndexedDocument, 'document' | 'changedMs'>
