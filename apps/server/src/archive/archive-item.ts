import type { RecordedUpdate } from '@weft/storage'

/** The number of the format that is written, and the newest that is read. */
export const ARCHIVE_FORMAT = 1

/** Why an archive was made: `backup` holds the whole data folder, `export` documents for whoever wants them. */
export type ArchiveKind = 'backup' | 'export'

/** What stands first in an archive. */
export interface ArchiveHead {
  readonly kind: ArchiveKind
  /** Program and version. */
  readonly writtenBy: string
  /** Wall-clock time in milliseconds since 1970. */
  readonly createdMs: number
}

/** What is told of a document, besides what is in it. */
export interface ArchivedFacts {
  readonly document: string
  readonly epoch: string
  readonly sequence: number
  readonly createdMs: number
  readonly changedMs: number
  readonly title?: string
  /** What could not be read of it when the archive was made, in words; empty for a whole document. */
  readonly damage: readonly string[]
}

/** What is in a document. */
export type ArchivedContent =
  /** One update (Yjs, V1) that gives the whole document when it is applied to an empty one. */
  | { readonly is: 'state'; readonly update: Uint8Array }
  /** As storage has it: a snapshot's pieces, perhaps, and then each record of the log, with users and times. */
  | {
      readonly is: 'log'
      readonly pieces: readonly Uint8Array[]
      readonly records: readonly (readonly RecordedUpdate[])[]
    }

export interface ArchivedDocument {
  readonly is: 'document'
  readonly facts: ArchivedFacts
  readonly content: ArchivedContent
}

/** Something that should be in an archive and could not be had. */
export interface Missed {
  readonly document: string
  readonly reason: string
}

/** One thing in an archive. */
export type ArchiveItem =
  | ArchivedDocument
  /** A picture, under the name that documents know it by. */
  | { readonly is: 'image'; readonly name: string; readonly bytes: Uint8Array }
  /** What is known of documents besides their content: area, key and JSON. */
  | { readonly is: 'catalogue'; readonly entries: readonly CatalogueEntry[] }
  | ({ readonly is: 'missed' } & Missed)

export type CatalogueEntry = readonly [area: string, key: string, text: string]

/** What stands last in an archive: it is whole. */
export interface ArchiveEnd {
  readonly documents: number
  readonly images: number
  readonly missed: readonly Missed[]
}
