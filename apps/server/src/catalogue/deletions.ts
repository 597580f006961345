import type { Area, Catalogue } from './catalogue.ts'
import { field } from './field.ts'

/** A document that somebody deleted. */
export interface Deletion {
  /** When, in milliseconds since 1970. */
  readonly deletedMs: number
  /**
   * When its content was removed from storage, after which nothing can bring it back; absent as long as it is there. The
   * deletion is kept nevertheless: a client that still has the document must not bring it back either.
   */
  readonly removedMs?: number
}

/** Which documents are deleted. */
export class Deletions {
  readonly #area: Area<Deletion>

  constructor(catalogue: Catalogue) {
    this.#area = catalogue.area('deleted', readDeletion)
  }

  of(document: string): Deletion | undefined {
    return this.#area.get(document)
  }

  entries(): IterableIterator<[string, Deletion]> {
    return this.#area.entries()
  }

  /** Resolves when it is on disk; from then on the document is deleted. One that is deleted already stays as it is. */
  async mark(document: string, nowMs: number): Promise<void> {
    if (!this.of(document)) await this.#area.set(document, { deletedMs: nowMs })
  }

  /** Its content is gone from storage. */
  async removed(document: string, nowMs: number): Promise<void> {
    const deletion = this.of(document)
    if (deletion) await this.#area.set(document, { ...deletion, removedMs: nowMs })
  }

  /** From then on the document is as it was, or, if its content was removed, its name is free. */
  async undo(document: string): Promise<void> {
    if (this.of(document)) await this.#area.delete(document)
  }
}

function readDeletion(value: unknown): Deletion | undefined {
  const [deletedMs, removedMs] = [field(value, 'deletedMs'), field(value, 'removedMs')]
  if (typeof deletedMs !== 'number') return undefined
  return typeof removedMs === 'number' ? { deletedMs, removedMs } : { deletedMs }
}
