import { copyFile, mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'

import { databaseFolder, type Place } from '../place.ts'
import { syncFolder } from '../sync-folder.ts'
import type { DamagedFile } from './check-files.ts'

/**
 * Keeps a damaged file in the folder `damaged`, and puts what is left of it in its place. Each is on disk before the next
 * begins, so a crash in between leaves the damaged file where it was.
 *
 * @returns Where the damaged file is kept, from the storage's folder.
 */
export async function replaceFile(place: Place, { name, rest }: DamagedFile): Promise<string> {
  const copy = join('damaged', `${new Date().toISOString().replace(/[:.]/g, '-')} ${name}`)
  await mkdir(join(place.folder, 'damaged'), { recursive: true })
  await copyFile(join(databaseFolder(place), name), join(place.folder, copy))
  await syncFile(join(place.folder, copy))
  await syncFolder(join(place.folder, 'damaged'))
  await syncFolder(place.folder)
  const fresh = join(place.folder, 'rest.new')
  const handle = await open(fresh, 'w')
  try {
    await handle.writeFile(rest)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(fresh, join(databaseFolder(place), name))
  await syncFolder(databaseFolder(place))
  return copy
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
