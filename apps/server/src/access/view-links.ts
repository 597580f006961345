import { checkDocumentName, type DocumentName } from '@weft/protocol'
import type { Area } from '../catalogue/catalogue.ts'

/** A link by which whoever has it can read one document. */
export interface ViewLink {
  /** Unguessable: knowing it is all that it takes. */
  readonly id: string
  readonly document: DocumentName
  /** Wall-clock time in milliseconds since 1970. */
  readonly createdMs: number
}

export type StoredLink = Omit<ViewLink, 'id'>

/** Reads an entry of the catalogue's area of links. */
export function readStoredLink(value: unknown): StoredLink | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (!('document' in value) || !('createdMs' in value)) return undefined
  const { document, createdMs } = value
  if (typeof document !== 'string' || typeof createdMs !== 'number') return undefined
  const checked = checkDocumentName(document)
  return checked.ok ? { document: checked.name, createdMs } : undefined
}

/** The read-only links: one for a document at most, and each change on disk before it counts. */
export class ViewLinks {
  readonly #stored: Area<StoredLink>
  readonly #newId: () => string
  /** The last change to each document's link, while it is under way. */
  readonly #changing = new Map<string, Promise<unknown>>()

  /** @param newId Makes an unguessable id. */
  constructor(stored: Area<StoredLink>, newId: () => string) {
    this.#stored = stored
    this.#newId = newId
  }

  /** The document that an id leads to. */
  find(id: string): DocumentName | undefined {
    return this.#stored.get(id)?.document
  }

  /** The link to a document. */
  of(document: string): ViewLink | undefined {
    return this.all().find((link) => link.document === document)
  }

  all(): ViewLink[] {
    return [...this.#stored.entries()].map(([id, link]) => ({ id, ...link }))
  }

  /** Makes a link to a document, or gives the one that there is. Rejects when it cannot be written. */
  create(document: DocumentName, nowMs: number): Promise<ViewLink> {
    return this.#inTurn(document, async () => {
      const known = this.of(document)
      if (known) return known
      const link: StoredLink = { document, createdMs: nowMs }
      const id = this.#newId()
      await this.#stored.set(id, link)
      return { id, ...link }
    })
  }

  /** From then on no link leads to the document. Rejects when that cannot be written. */
  end(document: string): Promise<void> {
    return this.#inTurn(document, async () => {
      const ending = this.all().filter((link) => link.document === document)
      for (const { id } of ending) await this.#stored.delete(id)
    })
  }

  async #inTurn<T>(document: string, change: () => Promise<T>): Promise<T> {
    const before = this.#changing.get(document) ?? Promise.resolve()
    const result = before.then(change, change)
    this.#changing.set(document, result)
    try {
      return await result
    } finally {
      if (this.#changing.get(document) === result) this.#changing.delete(document)
    }
  }
}
