import { StorageError, type StorageErrorCode } from '@weft/storage'

interface Reason {
  readonly code: StorageErrorCode
  readonly words: string
}

// LevelDB passes the system's messages on without its codes, so both are looked for.
const REASONS: readonly (Reason & { readonly pattern: RegExp })[] = [
  {
    pattern: /LEVEL_LOCKED/,
    code: 'LOCKED',
    words: 'another process holds its lock',
  },
  {
    pattern: /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/,
    code: 'NO_SPACE',
    words: 'no space is left on its disk',
  },
  {
    pattern: /EROFS|Read-only file system/,
    code: 'FAILED',
    words: 'its file system is read-only',
  },
  {
    pattern: /EACCES|EPERM|Permission denied|Operation not permitted/,
    code: 'FAILED',
    words: 'permission denied; this process must be able to read and write the folder',
  },
  {
    pattern: /EEXIST|ENOTDIR|Not a directory/,
    code: 'MISPLACED',
    words: 'it is a file, or lies below one, and must be a folder',
  },
  {
    pattern: /EMFILE|ENFILE|Too many open files/,
    code: 'FAILED',
    words: 'this process has too many files open',
  },
  {
    pattern: /ENOENT|No such file|missing files|does not exist/,
    code: 'MISPLACED',
    words: 'files of its database are missing; restore the folder from a backup',
  },
  {
    pattern: /LEVEL_CORRUPTION|Corruption/,
    code: 'DAMAGED',
    words: 'files of its database are damaged; restore the folder from a backup',
  },
]

/** The error to report when `action` ("open", "append to" …) on the storage at `path` failed as `cause` says. */
export function storageFailure(action: string, path: string, cause: unknown): StorageError {
  if (cause instanceof StorageError) return cause
  const text = textOf(cause)
  const reason = REASONS.find(({ pattern }) => pattern.test(text))
  const message = `Cannot ${action} storage at "${path}": ${reason?.words ?? text}`
  return new StorageError(reason?.code ?? 'FAILED', message, { cause })
}

/** Whether LevelDB found bytes that it cannot make sense of, as against a disk that does not answer. */
export function isCorruption(error: unknown): boolean {
  return /LEVEL_CORRUPTION/.test(textOf(error))
}

/** Codes and messages of an error and its causes. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? `${String(error.code)}: ` : ''
  const cause = error.cause === undefined ? '' : ` (${textOf(error.cause)})`
  return `${code}${error.message}${cause}`
}
