import { openHocuspocusSqlite } from './hocuspocus-sqlite-source.ts'
import type { Source } from './source.ts'
import { openUpdatesFolder } from './updates-folder-source.ts'
import { openYLeveldb } from './y-leveldb-source.ts'

/** What documents can move in from. */
export const SOURCE_KINDS = ['y-leveldb', 'hocuspocus-sqlite', 'updates'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

/**
 * @param temporary A folder for a copy of what cannot be read as it is; it need not be there.
 * @throws {StartProblem} When there is nothing of that kind at the path.
 */
export function openSource(kind: SourceKind, path: string, temporary: string): Promise<Source> {
  switch (kind) {
    case 'y-leveldb':
      return openYLeveldb(path, temporary)
    case 'hocuspocus-sqlite':
      return openHocuspocusSqlite(path, temporary)
    case 'updates':
      return openUpdatesFolder(path)
  }
}
