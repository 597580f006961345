import { open } from 'node:fs/promises'

/** A name is an entry of its folder, and not on disk before that is. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
