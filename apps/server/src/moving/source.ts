/** A document as another system has it. */
export interface SourceDocument {
  /** Its name there. */
  readonly name: string
  /** Its updates, oldest first, one in memory at a time. To be read before the next document is asked for. */
  readonly updates: AsyncIterable<SourceUpdate>
}

/** One update (V1 or V2), or why it could not be read. */
export type SourceUpdate = Uint8Array | Unreadable

/** Something in a source that is no update. The rest of its document may still be of use. */
export interface Unreadable {
  /** In words that go on from "…: ". */
  readonly unreadable: string
}

/** Something in a source that belongs to no document that could be brought. */
export interface SourceProblem {
  /** The document's name, or the file's, as the source has it. */
  readonly name: string
  readonly problem: string
}

/** Where documents move in from. Never written to. */
export interface Source {
  /** How many documents there are, if that is known before they are read. */
  readonly count: number | undefined
  documents(): AsyncIterable<SourceDocument | SourceProblem>
  close(): Promise<void>
}
