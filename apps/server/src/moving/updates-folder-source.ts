import { opendir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { StartProblem } from '../start-problem.ts'
import { MAX_UPDATE_BYTES } from './readable-update.ts'
import type { Source, SourceDocument, SourceProblem, SourceUpdate } from './source.ts'

/** How files end that hold an update. */
const ENDINGS = /\.(bin|update|yjs)$/

/**
 * A folder with one file for each document: its whole state as one Yjs update (V1 or V2). The file's path in the folder,
 * without its ending, is the document's name, percent-encoded where file names cannot have a character.
 *
 * @throws {StartProblem} When there is no such folder.
 */
export async function openUpdatesFolder(folder: string): Promise<Source> {
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory())
    throw new StartProblem(
      `Cannot read updates from "${folder}": there is no such folder. Name one with a file for each document.`,
    )
  return {
    count: undefined,
    documents: () => filesIn(folder, ''),
    close: async () => undefined,
  }
}

async function* filesIn(
  folder: string,
  before: string,
): AsyncGenerator<SourceDocument | SourceProblem> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name)
    const name = `${before}${entry.name}`
    // What file browsers and version control leave behind.
    if (entry.name.startsWith('.')) continue
    if (entry.isDirectory()) yield* filesIn(path, `${name}/`)
    else if (entry.isSymbolicLink())
      yield { name, problem: 'it is a link, and links are not followed' }
    else if (!entry.isFile() || !ENDINGS.test(entry.name))
      yield { name, problem: 'it is no file that ends in .bin, .update or .yjs' }
    else yield { name: decoded(name.replace(ENDINGS, '')), updates: updateIn(path) }
  }
}

/** A lone percent sign is what it is. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

async function* updateIn(path: string): AsyncGenerator<SourceUpdate> {
  try {
    const { size } = await stat(path)
    if (size > MAX_UPDATE_BYTES)
      yield { unreadable: `it takes ${size} bytes, more than any document may` }
    else yield await readFile(path)
  } catch (error) {
    yield { unreadable: `it cannot be read: ${error instanceof Error ? error.message : 'unknown'}` }
  }
}
