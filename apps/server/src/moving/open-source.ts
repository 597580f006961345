import type { Source } from './source.ts'
import { openUpdatesFolder } from './updates-folder-source.ts'

/** What documents can move in from. */
export const SOURCE_KINDS = ['updates'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

/** @throws {StartProblem} When there is nothing of that kind at the path. */
export function openSource(kind: SourceKind, path: string): Promise<Source> {
  switch (kind) {
    case 'updates':
      return openUpdatesFolder(path)
  }
}
