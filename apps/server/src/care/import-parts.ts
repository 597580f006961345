import type { Stats } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { defaultLimits } from '@weft/server'
import { archiveFilesAt } from '../archive/archive-files.ts'
import { StartProblem } from '../start-problem.ts'
import { systemWords } from '../system-words.ts'
import { ArchiveProblem } from '../archive/archive-problem.ts'
import { readArchive, type ArchivePart } from '../archive/read-archive.ts'

/** A file with these is one update and no archive. */
const UPDATE_FILES = new Set(['.update', '.yjs', '.bin'])

/**
 * Before a data folder is begun for what is not there.
 *
 * @throws {StartProblem} When there is nothing at the path.
 */
export async function requireThere(path: string): Promise<void> {
  await statOf(path)
}

const statOf = (path: string): Promise<Stats> =>
  stat(path).catch((error: unknown) => {
    throw new StartProblem(`Cannot import "${path}": ${systemWords(error)}.`, { cause: error })
  })

/** What there is to import at a path: an archive, packed or unpacked, or one update in a file of its own. */
export async function* importParts(path: string): AsyncGenerator<ArchivePart> {
  const found = await statOf(path)
  const extension = extname(path)
  if (found.isDirectory() || !UPDATE_FILES.has(extension)) {
    yield* checkedParts(path)
    return
  }
  if (!found.isFile() || found.size > defaultLimits.maxLoadBytes)
    throw new StartProblem(
      `Cannot import "${path}": it is no plain file, or larger than a document can be.`,
    )
  const update = await readFile(path)
  const { mtimeMs } = found
  yield {
    is: 'document',
    facts: {
      document: basename(path, extension),
      epoch: '',
      sequence: 0,
      createdMs: mtimeMs,
      changedMs: mtimeMs,
      damage: [],
    },
    content: { is: 'state', update },
  }
}

/** What can be believed of an archive: one of an older version is read whole before any of it. */
async function* checkedParts(path: string): AsyncGenerator<ArchivePart> {
  let isRead = false
  for await (const part of readArchive(archiveFilesAt(path))) {
    if (part.is === 'unchecked') {
      if (!isRead) await requireWhole(path)
      isRead = true
    } else yield part
  }
}

async function requireWhole(path: string): Promise<void> {
  try {
    for await (const part of readArchive(archiveFilesAt(path))) void part
  } catch (error) {
    if (!(error instanceof ArchiveProblem)) throw error
    const why = 'an older version of Weft wrote it, and then it has to be whole'
    throw new ArchiveProblem(`${error.message}; ${why}`, { cause: error })
  }
}
