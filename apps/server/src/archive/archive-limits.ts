import { ArchiveProblem } from './archive-problem.ts'
import { CONTENT_FILES } from './archive-paths.ts'

/** What a document may take in an archive, in bytes: one file of it is in memory at a time. */
export const MAX_CONTENT_BYTES = 1024 * 1024 * 1024
/** What is no document's content: pictures, and what is told of documents. */
const MAX_OTHER_BYTES = 64 * 1024 * 1024
/** What a document's log may consist of: each takes some hundred bytes of memory besides its own. */
export const MAX_UPDATES = 2_000_000

/** About what is written beside an update of a log, in bytes. */
const LINE_BYTES = 150

/** @throws {ArchiveProblem} When these are more than whoever reads an archive takes of a document. */
export function requireRoom(updates: readonly Uint8Array[]): void {
  const bytes = updates.reduce((sum, { length }) => sum + length + LINE_BYTES, 0)
  if (bytes > MAX_CONTENT_BYTES || updates.length > MAX_UPDATES)
    throw new ArchiveProblem('it is larger than an archive can hold; weft compact may help')
}

/** The names that files of archives have: nothing that leads anywhere else, on any system. */
const PATH = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/

/** Before any of the file is read. @throws {ArchiveProblem} When it cannot be one of an archive. */
export function requirePossible(path: string, bytes: number, maxContentBytes: number): void {
  const shown = JSON.stringify(path)
  if (!PATH.test(path))
    throw new ArchiveProblem(`it has a file named ${shown}, as no archive of Weft has`)
  const isContent = Object.values(CONTENT_FILES).some((name) => path.endsWith(`/${name}`))
  if (bytes > (isContent ? maxContentBytes : MAX_OTHER_BYTES))
    throw new ArchiveProblem(`its file ${shown} is too large: ${bytes} bytes`)
}
