import { readdir } from 'node:fs/promises'

import { FilesChecker } from './files/check-files.ts'

/** A file of a LevelDB that is not as it was written, or all of them. */
export interface LevelFileFault {
  /** Its name in the folder; undefined when there is no telling. */
  readonly file: string | undefined
  /** What was found, in words. */
  readonly what: string
}

/**
 * Reads the files of a LevelDB that nobody has open, and compares their checksums, as LevelDB itself does not. Changes
 * nothing. For a LevelDB of another's: {@link openLevelStorage} looks at its own.
 *
 * @returns What is wrong with them; nothing for a folder that is empty or not there.
 * @throws The system's error, when they cannot be read.
 */
export async function checkLevelFiles(folder: string): Promise<readonly LevelFileFault[]> {
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
  if (names.length === 0) return []
  if (!names.includes('CURRENT')) return [{ file: 'CURRENT', what: 'it is missing' }]
  const found = await new FilesChecker(folder, Number.MAX_SAFE_INTEGER).check()
  if (found.is === 'lost') return [{ file: undefined, what: found.what }]
  return found.is === 'whole' ? [] : found.files.map(({ name, what }) => ({ file: name, what }))
}
