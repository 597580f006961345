import { stat } from 'node:fs/promises'

import { StorageError } from '@weft/storage'

import type { Place } from './place.ts'

/** The right to open a folder, until it is released. */
export interface FolderClaim {
  release(): void
}

// LevelDB's own lock does not do within a process: when a second opening fails, it closes its handle of the lock file,
// and with any handle that is closed, POSIX drops all locks of the process; another process can then open the same
// database. So a second opening must never reach LevelDB.
//
// On the global object, not in this module: a process may have two copies of this package.
//
// Between processes LevelDB's lock holds, and the system frees it when a process dies. A file with a process id would
// add no safety and a trap: in a container the process before the crash had the same id as the one after.
const REGISTRY = Symbol.for('@weft/storage-level: open folders')

/** Claims a folder that exists, or throws `LOCKED` if this process has it open. */
export async function claimFolder({ path, folder: name }: Place): Promise<FolderClaim> {
  // Not the path: links and mounts give one folder many names, also to the operating system's own idea of a real path.
  const { dev, ino } = await stat(name, { bigint: true })
  const folder = `${dev}:${ino}`
  const folders = openFolders()
  if (folders.has(folder)) {
    throw new StorageError(
      'LOCKED',
      `Cannot open storage at "${path}": it is open in this process already`,
    )
  }
  folders.add(folder)
  return { release: () => void folders.delete(folder) }
}

function openFolders(): Set<string> {
  const global = globalThis as typeof globalThis & { [REGISTRY]?: Set<string> }
  global[REGISTRY] ??= new Set()
  return global[REGISTRY]
}
