import { constants } from 'node:fs'
import { access, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const IN_MEMORY = '/dev/shm'

/**
 * A new folder, in memory where the system has that: for tests of what is written, not of whether it is on a disk.
 * There may be less than the usual floor of free space, so storages in it are opened without one.
 */
export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join((await isWritable(IN_MEMORY)) ? IN_MEMORY : tmpdir(), 'weft-storage-'))
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    await access(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
