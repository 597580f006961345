/**
 * What failed.
 *
 * - `CLOSED`: the storage was closed, or never opened.
 * - `LOCKED`: another process, or another opening in this one, holds it.
 * - `UNKNOWN_FORMAT`: written by a newer version.
 * - `MISPLACED`: what is there is not this storage (lost, foreign or half-deleted files).
 * - `DAMAGED`: it is this storage, and what its files hold makes no sense any more; trying again does not help.
 * - `NO_SPACE`: too little room to write safely.
 * - `NO_SUCH_DOCUMENT`: an operation that needs the document found none.
 * - `TOO_LARGE`: the document takes more bytes than were asked for.
 * - `FAILED`: reading or writing failed; the cause says how. Writing may be tried again.
 */
export type StorageErrorCode =
  | 'CLOSED'
  | 'LOCKED'
  | 'UNKNOWN_FORMAT'
  | 'MISPLACED'
  | 'DAMAGED'
  | 'NO_SPACE'
  | 'NO_SUCH_DOCUMENT'
  | 'TOO_LARGE'
  | 'FAILED'

/** Storage could not do what it was asked. After a failed write it is unknown whether the write is on disk. */
export class StorageError extends Error {
  readonly code: StorageErrorCode
  /** Documents of which something acknowledged was found to be gone. */
  readonly documents: readonly string[]

  constructor(
    code: StorageErrorCode,
    message: string,
    options?: { readonly cause?: unknown; readonly documents?: readonly string[] },
  ) {
    super(message, options)
    this.name = 'StorageError'
    this.code = code
    this.documents = options?.documents ?? []
  }
}

/** The error of an operation that needs the document and found none. */
export function noSuchDocument(document: string): StorageError {
  return new StorageError('NO_SUCH_DOCUMENT', `Cannot find document "${document}"`)
}

/** The error of a load that was asked for less than there is. */
export function tooLarge(document: string, bytes: number, maxBytes: number): StorageError {
  return new StorageError(
    'TOO_LARGE',
    `Cannot load document "${document}": it takes ${bytes} bytes, and at most ${maxBytes} were asked for`,
  )
}
