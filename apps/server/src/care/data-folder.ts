import type { DocumentName } from '@weft/protocol'
import type { Log, UpdateLimits } from '@weft/server'
import type { DocumentStorage } from '@weft/storage'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Deletions } from '../catalogue/deletions.ts'
import type { Titles } from '../catalogue/titles.ts'
import type { ImageStore } from '../images/image-store.ts'

/** Builds documents from updates, away from the thread that serves peers, within bounds of memory and time. */
export interface Builder {
  /** @throws {Error} When some cannot be applied, or take too much. */
  compact(updates: readonly Uint8Array[], check?: UpdateLimits): Promise<readonly Uint8Array[]>
  /** One update that gives the whole document. @throws As {@link compact}. */
  merge(updates: readonly Uint8Array[]): Promise<Uint8Array>
}

/** All that is kept in a data folder, opened: by the server that runs there, or by a command while none does. */
export interface DataFolder {
  readonly storage: DocumentStorage & { rewriteFiles(): Promise<void> }
  readonly catalogue: Pick<Catalogue, 'read' | 'write' | 'rewriteFiles'>
  readonly titles: Titles
  readonly deletions: Deletions
  readonly images: Pick<ImageStore, 'names' | 'read' | 'keep' | 'remove'>
  readonly builder: Builder
  /** Whether the files of the databases were read whole, and compared with their checksums, when it was opened. */
  readonly filesAreRead: boolean
  /**
   * Resolves when what the server took of a document, or of all, is on disk.
   *
   * @throws {Error} When the disk does not take it.
   */
  saved(document?: string): Promise<void>
  /** Folders beside, with copies of damaged files: what was removed may be in them. */
  keptCopies(): Promise<readonly string[]>
  /** Runs a job while nobody has the document open. */
  withoutRoom(document: DocumentName, job: () => Promise<void>): Promise<void>
  /** A document comes in, with times of its own: it counts as used now, or retention would take it at once. */
  brought(document: DocumentName): Promise<void>
  /** A document is gone for good: ends what led to it, and whoever has it open is told. */
  removed(document: DocumentName): Promise<void>
  /** Of the server that runs there; a command tells all itself. */
  readonly log: Log
  /** Wall-clock time in milliseconds since 1970. */
  now(): number
}
