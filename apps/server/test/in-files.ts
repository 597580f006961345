import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Whether these bytes stand in any file below the folder. */
export async function isInFiles(folder: string, marker: string): Promise<boolean> {
  for (const name of await readdir(folder, { recursive: true })) {
    const bytes = await readFile(join(folder, name)).catch(() => Buffer.alloc(0))
    if (bytes.includes(marker)) return true
  }
  return false
}
