import { createReadStream } from 'node:fs'
import { lstat, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { systemWords } from '../system-words.ts'
import { MAX_CONTENT_BYTES, requirePossible } from './archive-limits.ts'
import { ArchiveProblem } from './archive-problem.ts'
import { CONTENT_FILES, DOCUMENT_FILE, END_PATH, HEAD_PATH } from './archive-paths.ts'
import { readTar, type ArchiveFile } from './read-tar.ts'
import { syncFolder } from './sync-folder.ts'

/** The files of an archive, from the tar or the folder that it is. @throws {ArchiveProblem} When nothing can be read there. */
export async function* archiveFilesAt(path: string): AsyncGenerator<ArchiveFile> {
  const found = await stat(path).catch((error: unknown) => {
    throw unreadable(error)
  })
  yield* found.isDirectory() ? filesIn(path) : readTar(bytesAt(path))
}

async function* bytesAt(path: string): AsyncGenerator<Uint8Array> {
  const stream = createReadStream(path, { highWaterMark: 256 * 1024 })
  try {
    for await (const chunk of stream) yield Buffer.from(chunk)
  } catch (error) {
    throw unreadable(error)
  } finally {
    stream.destroy()
  }
}

/** An unpacked archive, in the order of a packed one. */
async function* filesIn(folder: string): AsyncGenerator<ArchiveFile> {
  const read = async (path: string): Promise<ArchiveFile | undefined> => {
    try {
      // Not through a link: it could lead to anything, which an export would then show.
      const found = await lstat(join(folder, path))
      if (!found.isFile()) throw new ArchiveProblem(`its file "${path}" is no plain file`)
      requirePossible(path, found.size, MAX_CONTENT_BYTES)
      return { path, bytes: await readFile(join(folder, path)), before: undefined }
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw error instanceof ArchiveProblem ? error : unreadable(error)
    }
  }
  const names = async (path: string): Promise<string[]> =>
    (await readdir(join(folder, path)).catch((): string[] => [])).sort()
  const head = await read(HEAD_PATH)
  if (!head) throw new ArchiveProblem('the folder has no file weft.json: it is no archive of Weft')
  yield head
  for (const name of await names('documents')) {
    for (const file of [DOCUMENT_FILE, CONTENT_FILES.state, CONTENT_FILES.log]) {
      const found = await read(`documents/${name}/${file}`)
      if (found) yield found
    }
  }
  for (const name of await names('images')) {
    const image = await read(`images/${name}`)
    if (image) yield image
  }
  const end = await read(END_PATH)
  if (end) yield end
}

/**
 * Puts an archive on disk as a tar. It has another name until all of it is there, and its own when it is on disk.
 *
 * @returns How many bytes it has.
 */
export async function saveTar(path: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const unfinished = `${path}.unfinished`
  let bytes = 0
  try {
    // What a stopped one left goes. Written into, it would keep who may read it, or be a link to elsewhere.
    await rm(unfinished, { force: true })
    const file = await open(unfinished, 'wx', 0o600)
    try {
      for await (const chunk of chunks) {
        await file.writeFile(chunk)
        bytes += chunk.length
      }
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, path)
    await syncFolder(dirname(path))
    return bytes
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

/** Puts an archive on disk as a folder, which has another name until all of it is there. */
export async function saveFolder(path: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const unfinished = `${path}.unfinished`
  let total = 0
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  try {
    for await (const file of readTar(chunks)) {
      // No name leads out of the folder: a tar with such a one is refused.
      const target = join(unfinished, file.path)
      await mkdir(dirname(target), { recursive: true })
      const handle = await open(target, 'wx', 0o600)
      try {
        await handle.writeFile(file.bytes)
        await handle.sync()
      } finally {
        await handle.close()
      }
      total += file.bytes.length
    }
    await rename(unfinished, path)
    await syncFolder(dirname(path))
    return total
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  }
}

function unreadable(error: unknown): ArchiveProblem {
  return new ArchiveProblem(`it cannot be read: ${systemWords(error)}`, { cause: error })
}
