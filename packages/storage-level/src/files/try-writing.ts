import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** What LevelDB may write when it opens: what was in its log, as a table. In bytes. */
const LOG_BYTES = 4 * 1024 * 1024

/** Whether free space or not, a disk may take nothing: one that is broken, or a quota. Rejects if it does not. */
export async function tryWriting(folder: string): Promise<void> {
  const path = join(folder, 'probe')
  const file = await open(path, 'w')
  try {
    await file.writeFile(Buffer.alloc(LOG_BYTES))
    await file.sync()
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
}
