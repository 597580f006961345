import { statfs } from 'node:fs/promises'
import { StartProblem } from '../start-problem.ts'

/** What a disk is to have left, in bytes. */
const SPARE_BYTES = 64 * 1024 * 1024

/** @throws {StartProblem} When the folder's disk has not got room for a copy of so many bytes. */
export async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  if (free - SPARE_BYTES < bytes)
    throw new StartProblem(
      `Cannot copy what is to be read to "${folder}": it takes ${bytes} bytes, and there are only ${free} free. Free some space.`,
    )
}
