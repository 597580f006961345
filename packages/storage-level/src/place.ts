import { join } from 'node:path'

/** Where a storage is. */
export interface Place {
  /** As the application gave it: for messages. */
  readonly path: string
  /** The same, absolute: the working folder may change. */
  readonly folder: string
}

/** The LevelDB files of a storage; the sentinel lies beside them. */
export function databaseFolder({ folder }: Place): string {
  return join(folder, 'db')
}
