/** One update as a peer sent it, opaque to storage. */
export interface RecordedUpdate {
  readonly update: Uint8Array
  /** Who made it, as the application names its users; undefined for nobody known. Lone surrogates come back as U+FFFD. */
  readonly user: string | undefined
  /** When the server took it: wall clock, in milliseconds since 1970. */
  readonly timeMs: number
}

/** One entry of a document's update log: what a room took in between two writes. */
export interface LogRecord {
  /** Rises by one from record to record of a document; the first is 1, or higher than any of the history it replaced. */
  readonly sequence: number
  readonly updates: readonly RecordedUpdate[]
}

/** One record to add to one document's log. */
export interface Append {
  readonly document: string
  readonly updates: readonly RecordedUpdate[]
}

/** A merged update that stands for all records up to and including `sequence`. */
export interface Snapshot {
  readonly sequence: number
  /** Updates that give the state when applied in order; each can be sent as it is. */
  readonly pieces: readonly Uint8Array[]
}

/** All that is to be stored of a document whose history begins anew. */
export interface NewHistory {
  /** Names it; nobody may have heard of it. */
  readonly epoch: string
  /** Wall clock, in milliseconds since 1970. */
  readonly createdMs: number
  /** When what is in the snapshot was changed; records tell their own times. */
  readonly changedMs: number
  /** Of the snapshot that it begins with: see {@link Snapshot.pieces}. */
  readonly pieces: readonly Uint8Array[]
  /** The updates of each record after it. */
  readonly records: readonly (readonly RecordedUpdate[])[]
}

/** Something stored that could not be read back as it was written. It is set aside, never deleted. */
export interface Damage {
  /** The first and last sequence numbers concerned; both 0 for a snapshot or header. */
  readonly fromSequence: number
  readonly toSequence: number
  /** The one update of that record, or with sequence 0 the one piece of the snapshot, counted from 0: it was quarantined. */
  readonly index?: number
  readonly what: string
}

/** One stored update that must not be applied: where it stands, and why. */
export interface Quarantine {
  /** The record's number; 0 for a piece of the snapshot. */
  readonly sequence: number
  /** The update's place in its record, or the piece's in the snapshot, counted from 0. */
  readonly index: number
  /** Why, in words. */
  readonly what: string
}

/** How much of a document to load. */
export interface LoadOptions {
  /** Reject with `TOO_LARGE`, before anything of it is read, when snapshot and log take more bytes than this. @default Infinity */
  readonly maxBytes?: number
}

/** A stretch of a document's log: what one opening of the storage appended. */
export interface LogBranch {
  /** Unguessable, and another for each opening. */
  readonly name: string
  /** The first record of the stretch; it goes on to the next branch's, or to the log's end. */
  readonly fromSequence: number
}

/** All that is stored of one document. */
export interface StoredDocument {
  /** Names this history; given once, when it starts. */
  readonly epoch: string
  /** The last record's sequence number, 0 before the first. */
  readonly sequence: number
  readonly snapshot: Snapshot | undefined
  /** The records after the snapshot, in order. */
  readonly records: readonly LogRecord[]
  /** Empty for a whole document. A damaged one can be read and appended to, never compacted. */
  readonly damage: readonly Damage[]
}

/** A document in a list. */
export interface DocumentEntry {
  readonly document: string
  readonly epoch: string
  readonly sequence: number
  /** What its snapshot and log take, in bytes, as written. */
  readonly sizeBytes: number
  readonly createdMs: number
  /** The newest `timeMs` in the newest record that holds an update; `createdMs` before the first. */
  readonly changedMs: number
}

/** Which documents to list. */
export interface ListOptions {
  /** Only names that start with this. @default '' */
  readonly prefix?: string
  /** Only names after this one, in the order of their UTF-8 bytes. */
  readonly after?: string
  /** At most this many, a whole number. @default 1000 */
  readonly limit?: number
}

/**
 * Where documents are kept. Opaque bytes in, the same bytes out: storage knows nothing of Yjs.
 *
 * Document names are any non-empty strings of valid Unicode without U+0000, compared byte for byte in UTF-8. Handed any
 * other, an operation rejects with a `TypeError`; a number out of its range is a `RangeError`.
 *
 * The guarantees, each tested by the contract suite in `./contract`:
 *
 * - [S1] `create` gives a document its epoch once; created again, it keeps the first.
 * - [S2] When `append` resolves, its whole batch is on disk (synced) and in order; when it rejects, each document's
 *   part may be there in whole or not at all, and the batch may be appended again.
 * - [S3] A batch is atomic across its documents: after a crash all of it is there or nothing.
 * - [S4] Storage assigns the sequence numbers: one more than the last, without gaps, also for concurrent appends, which
 *   take effect in the order of the calls. A document named twice in a batch gets two records, in order.
 * - [S5] `load` returns the snapshot and every record after it; `read(document, n)` every record after `n` that is not
 *   in a snapshot, in order.
 * - [S6] `replacePrefix` is atomic: a reader or a crash sees the old rows or the new snapshot, never neither, and
 *   records after the bound stay. It may run while the document is appended to.
 * - [S7] `replacePrefix` with a bound at or below the present snapshot's, or above the last record, is refused with a
 *   `RangeError` and changes nothing; for a damaged document it is refused with `FAILED`, for an absent one with
 *   `NO_SUCH_DOCUMENT`.
 * - [S8] `list` gives every document once, in the order of the names' UTF-8 bytes; documents do not see each other,
 *   whatever their names.
 * - [S9] `delete` removes everything of a document, at once for readers; created again, it has a new history.
 * - [S10] An absent document is `undefined` from `load` and `[]` from `read`; `append` to it rejects with
 *   `NO_SUCH_DOCUMENT` and appends nothing of the batch.
 * - [S11] A stored row that cannot be trusted, or is missing, is reported as {@link Damage} by `load` from then on, and
 *   what is left of it is set aside; the others are still read, `read` leaving a gap in the numbers, and appends go on
 *   after the highest number seen. It is never skipped in silence, and deleted only with its document.
 * - [S12] After `close` has begun, every operation rejects with `CLOSED`; `close` waits for what has begun, and closing
 *   twice is harmless.
 * - [S13] Bytes handed in may be changed by the caller afterwards, and bytes handed out by the receiver: storage keeps
 *   its own.
 * - [S14] `quarantine` marks stored updates as never to be applied: from then on `load` and `read` give them without
 *   bytes, in their places, `load` reports each as {@link Damage}, and the document is damaged as in [S11]. What is
 *   stored of them stays, byte for byte. All of one call are marked or none; marked again, they stay as they are. For
 *   what is not there it is refused with a `RangeError`, and for an absent document with `NO_SUCH_DOCUMENT`.
 * - [S15] `load` with `maxBytes` rejects with `TOO_LARGE` when the document takes more, having read none of it.
 * - [S16] When storage finds while it is open that something acknowledged is gone, the next `append` rejects with `FAILED`
 *   and names the documents; whoever has them in memory can bring it back. The same batch can then be appended again.
 *   (No suite can make that happen: it is for each storage's own tests.)
 * - [S17] `branches` tells which opening appended which records, oldest first. So a record's number and its branch together
 *   name it for good: if a copy of the storage is put in its place and opened, the numbers that were given out since the
 *   copy are given out again, but on another branch. Of very many branches the oldest are forgotten.
 * - [S18] `replace` is atomic and synced: a reader or a crash sees the document as it was, or the new history, each whole,
 *   never neither and nothing of both. When it rejects, either is there. Damage, and what was set aside, go with the old
 *   history. Numbers go on: the snapshot has the one after the old history's last, and the records follow. Where there was
 *   no document, or nothing in its log, the first number is 1; without pieces there is no snapshot then.
 */
export interface DocumentStorage {
  /** The branch that this opening appends to. */
  readonly branch: string

  /**
   * Starts a document's history, synced. Resolves with the epoch that is stored: the given one, or the earlier one if
   * the document was there.
   */
  create(document: string, epoch: string, timeMs: number): Promise<string>

  /** Everything stored of a document, or undefined when there is none. */
  load(document: string, options?: LoadOptions): Promise<StoredDocument | undefined>

  /** The records after `after`, oldest first, that are not in the snapshot; the last number it returns may lag behind appends under way. */
  read(document: string, after: number): Promise<readonly LogRecord[]>

  /** Appends one record to each named document, all at once; resolves with their sequence numbers in the same order. */
  append(batch: readonly Append[]): Promise<readonly number[]>

  /** Puts a snapshot in the place of all records up to and including `snapshot.sequence`. */
  replacePrefix(document: string, snapshot: Snapshot): Promise<void>

  /**
   * Puts another history in the place of a document's, or begins the document. Whoever has the old one in memory must not
   * append any more: its records would go to the new one.
   */
  replace(document: string, history: NewHistory): Promise<void>

  /** The branches of a document's log, oldest first; none when there is no such document, or nothing in its log. */
  branches(document: string): Promise<readonly LogBranch[]>

  /** Sets stored updates aside that throw when they are applied, on disk when this resolves. */
  quarantine(document: string, found: readonly Quarantine[]): Promise<void>

  /** Documents by name; page on with `after`. */
  list(options?: ListOptions): Promise<readonly DocumentEntry[]>

  /** Removes a document and its history; resolves also when there was none. */
  delete(document: string): Promise<void>

  close(): Promise<void>
}
