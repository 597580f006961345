import { open } from 'node:fs/promises'

/** Brings to disk which files a folder has. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows has no such thing as a folder that is synced; its file system orders renames itself.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
