import type { KeyRange } from './keys.ts'

/** One change in a batch; without a value, a deletion. */
export interface Write {
  readonly key: Uint8Array
  readonly value?: Uint8Array
}

/** A key and its value. */
export interface Row {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

/** The database as it was at one moment, whatever is written meanwhile. */
export interface View {
  get(key: Uint8Array): Promise<Uint8Array | undefined>
  /** Rows in order, in chunks of bounded size, and at most so many. */
  rows(range: KeyRange, limit?: number): AsyncIterable<readonly Row[]>
  /** The first keys of a range, in order. */
  firstKeys(range: KeyRange, limit: number): Promise<readonly Uint8Array[]>
  lastKey(range: KeyRange): Promise<Uint8Array | undefined>
  close(): Promise<void>
}

/** What this package needs of LevelDB. Tests put one in its place that fails when told to. */
export interface Database {
  view(): View
  /** All of it or nothing. Synced, it is on disk, with everything written before, when the promise resolves. */
  batch(writes: readonly Write[], options: { readonly sync: boolean }): Promise<void>
  /**
   * Has the files of this range of keys merged, where there are files: what was deleted or replaced goes, but for what lies
   * in the lowest level already. Reads and writes go on meanwhile.
   */
  mergeFiles?(range: KeyRange): Promise<void>
  close(): Promise<void>
}

/** Opens the database in a folder; one that is not there is made only when asked to. */
export type OpenDatabase = (
  folder: string,
  options: { readonly createIfMissing: boolean },
) => Promise<Database>
