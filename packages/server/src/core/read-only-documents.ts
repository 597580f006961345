import type { DocumentName } from '@weft/protocol'

/** Which documents an operator has made read-only, whoever the application lets write in them. */
export class ReadOnlyDocuments {
  readonly #documents = new Set<DocumentName>()

  get names(): readonly DocumentName[] {
    return [...this.#documents]
  }

  has(document: DocumentName): boolean {
    return this.#documents.has(document)
  }

  /** Returns whether that is news. */
  set(document: DocumentName, isReadOnly: boolean): boolean {
    if (isReadOnly === this.#documents.has(document)) return false
    if (isReadOnly) this.#documents.add(document)
    else this.#documents.delete(document)
    return true
  }
}
