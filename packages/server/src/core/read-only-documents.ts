import type { DocumentName, Rights } from '@weft/protocol'
import { READ_ONLY } from './admission.ts'

/** Which documents an operator has made read-only, whoever the application lets write in them. */
export class ReadOnlyDocuments {
  readonly #documents = new Set<DocumentName>()

  get names(): readonly DocumentName[] {
    return [...this.#documents]
  }

  has(document: DocumentName): boolean {
    return this.#documents.has(document)
  }

  /** What somebody may do in the document whom the application lets do this. */
  rightsIn(document: DocumentName, granted: Rights): Rights {
    return this.has(document) ? READ_ONLY : granted
  }

  /** Returns whether that is news. */
  set(document: DocumentName, isReadOnly: boolean): boolean {
    if (isReadOnly === this.#documents.has(document)) return false
    if (isReadOnly) this.#documents.add(document)
    else this.#documents.delete(document)
    return true
  }
}
