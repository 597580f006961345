import type { ArchiveHead } from '../archive/archive-item.ts'
import { ArchiveProblem } from '../archive/archive-problem.ts'
import { readArchive, type ArchivePart } from '../archive/read-archive.ts'
import { readTar } from '../archive/read-tar.ts'
import { writeArchive } from '../archive/write-archive.ts'
import { AdminRefusal } from '../admin/admin-route.ts'
import type { AdminClient } from '../admin/admin-client.ts'
import { backupItems, exportItems } from './archive-items.ts'
import { checkData } from './check-data.ts'
import { compactDocuments } from './compact-documents.ts'
import type { DataFolder } from './data-folder.ts'
import { deleteDocument } from './delete-document.ts'
import { importArchive, type ImportOptions } from './import-archive.ts'
import { itemsToImport } from './items-to-import.ts'
import { readOutcomes } from './outcome-lines.ts'
import type { Outcome } from './outcome.ts'

/** What an operator does with the data as a whole: in this process, or in the server that has the folder open. */
export interface Care {
  /** @param names Undefined for all. @returns An archive. */
  exported(names: readonly string[] | undefined): AsyncIterable<Uint8Array>
  /** @returns An archive. */
  backup(): AsyncIterable<Uint8Array>
  import(parts: AsyncIterable<ArchivePart>, options: ImportOptions): AsyncIterable<Outcome>
  compact(names: readonly string[] | undefined): AsyncIterable<Outcome>
  check(): AsyncIterable<Outcome>
  remove(document: string): AsyncIterable<Outcome>
}

/** @param writtenBy Program and version. */
export function localCare(folder: DataFolder, writtenBy: string): Care {
  const head = (kind: ArchiveHead['kind']): ArchiveHead => ({
    kind,
    writtenBy,
    createdMs: folder.now(),
  })
  return {
    exported: (names) => writeArchive(head('export'), exportItems(folder, names)),
    backup: () => writeArchive(head('backup'), backupItems(folder)),
    import: (parts, options) => importArchive(folder, parts, options),
    compact: (names) => compactDocuments(folder, names),
    check: () => checkData(folder),
    remove: (document) => deleteDocument(folder, document),
  }
}

/** The paths at which a server is asked for each. */
export const carePaths = {
  exported: '/api/export',
  backup: '/api/backup',
  import: '/api/import',
  compact: '/api/compact',
  check: '/api/check',
  remove: '/api/remove',
} as const

/** @param signal Ends what is under way. */
export function remoteCare(server: AdminClient, writtenBy: string, signal: AbortSignal): Care {
  const named = (names: readonly string[] | undefined): { query?: Record<string, string> } =>
    names === undefined ? {} : { query: { documents: JSON.stringify(names) } }
  return {
    exported: (names) => server.stream('GET', carePaths.exported, { ...named(names), signal }),
    backup: () => server.stream('GET', carePaths.backup, { signal }),
    import: async function* (parts, { existing, as }) {
      // What this end cannot make sense of is not sent.
      const problems: Outcome[] = []
      const items = itemsToImport(parts, problems)
      const body = writeArchive({ kind: 'export', writtenBy, createdMs: Date.now() }, items)
      const query = { existing, ...(as === undefined ? {} : { as }) }
      yield* readOutcomes(server.stream('POST', carePaths.import, { query, body, signal }))
      yield* problems
    },
    compact: (names) =>
      readOutcomes(server.stream('POST', carePaths.compact, { ...named(names), signal })),
    check: () => readOutcomes(server.stream('GET', carePaths.check, { signal })),
    remove: (document) =>
      readOutcomes(server.stream('POST', carePaths.remove, { query: { document }, signal })),
  }
}

/** The names in a request. @throws {AdminRefusal} When they make no sense. */
export function namesIn(query: URLSearchParams): readonly string[] | undefined {
  const text = query.get('documents')
  if (text === null) return undefined
  try {
    const names: unknown = JSON.parse(text)
    if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names
  } catch {
    // Told below.
  }
  throw new AdminRefusal(400, 'Cannot do that: "documents" must be a JSON array of names.')
}

/** The server holds one document in memory at a time, and opens none that is larger. */
const MAX_IMPORT_BYTES = 320 * 1024 * 1024

/** An archive that comes in a request. It can be read once only, so each document has to say whether it was altered. */
export async function* archiveIn(body: AsyncIterable<Uint8Array>): AsyncGenerator<ArchivePart> {
  for await (const part of readArchive(readTar(body, MAX_IMPORT_BYTES))) {
    if (part.is === 'unchecked')
      throw new ArchiveProblem('an older version of Weft wrote it: bring it in with weft import')
    yield part
  }
}
