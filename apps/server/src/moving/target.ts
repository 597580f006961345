import type { DocumentName } from '@weft/protocol'

/** What is under a name already. */
export type Present =
  | { readonly is: 'nothing' }
  /** Somebody deleted it here, and may want it back. */
  | { readonly is: 'deleted' }
  | {
      readonly is: 'document'
      readonly updates: readonly Uint8Array[]
      readonly isDamaged: boolean
    }

/** Where documents move in. */
export interface Target {
  present(name: DocumentName): Promise<Present>
  /** Starts a document with this content: after a crash all of it is there, or nothing that counts. */
  create(name: DocumentName, content: Content): Promise<void>
  /** Adds to a document, in one step. */
  add(name: DocumentName, content: Content): Promise<void>
  /** Removes what is there for good, with its history. */
  remove(name: DocumentName): Promise<void>
}

export interface Content {
  /** Updates that give it when applied in order. */
  readonly pieces: readonly Uint8Array[]
  readonly title: string | undefined
}
