import { PassThrough } from 'node:stream'
import { ArchiveProblem } from '../archive/archive-problem.ts'
import type { ArchiveEnd } from '../archive/archive-item.ts'
import { readArchive } from '../archive/read-archive.ts'
import { readTar } from '../archive/read-tar.ts'
import { StartProblem } from '../start-problem.ts'
import { startProgress } from './care-report.ts'
import type { ExitCode, Invocation } from './command.ts'
import { wordsOf } from '../words-of.ts'

type Save = (path: string, chunks: AsyncIterable<Uint8Array>) => Promise<number>

/**
 * Puts an archive on disk, and reads along: what has its name is whole.
 *
 * @returns 1 when something is not in it that should be.
 */
export async function keepArchive(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  save: Save,
  { print, complain, options }: Invocation,
): Promise<ExitCode> {
  const copy = new PassThrough({ highWaterMark: 1024 * 1024 })
  // Who has read to the end of what counts reads no further.
  copy.on('error', () => undefined)
  let received = 0
  const progress = startProgress(() => `${received} bytes`)
  const whole = requireWhole(copy)
  // It is awaited below, when the last byte has come.
  whole.catch(() => undefined)
  let end: ArchiveEnd | undefined
  async function* both(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      received += chunk.length
      if (!copy.destroyed && !copy.write(chunk)) await drained(copy)
      yield chunk
    }
    copy.end()
    end = await whole
  }
  try {
    await save(path, both())
  } catch (error) {
    if (error instanceof StartProblem) throw error
    throw new StartProblem(
      `Cannot write "${path}": ${writingWords(error)}. Nothing was kept there.`,
      {
        cause: error,
      },
    )
  } finally {
    copy.destroy()
    progress.end()
  }
  const { documents = 0, images = 0, missed = [] } = end ?? {}
  if (options['json'] === true) {
    print(JSON.stringify({ path, documents, images, bytes: received, missed }))
  } else {
    for (const { document, reason } of missed)
      complain(`failed: document ${JSON.stringify(document)}: ${reason}`)
    print(
      `${counted(documents, 'document')}, ${counted(images, 'picture')}, ${received} bytes in ${path}.`,
    )
  }
  return missed.length > 0 ? 1 : 0
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** What a disk says most, in words with what to do. */
function writingWords(error: unknown): string {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'ENOENT':
      return 'there is no such folder; make it first'
    case 'EACCES':
    case 'EPERM':
      return 'there is no permission to write there; choose another folder'
    case 'ENOSPC':
      return 'the disk is full; free some space'
    default:
      return wordsOf(error)
  }
}

async function requireWhole(bytes: AsyncIterable<Uint8Array>): Promise<ArchiveEnd> {
  let end: ArchiveEnd | undefined
  for await (const part of readArchive(readTar(bytes))) {
    if (part.is === 'spoilt') throw new ArchiveProblem(`${part.document}: ${part.reason}`)
    if (part.is === 'end') end = part
  }
  if (!end) throw new ArchiveProblem('it is cut off')
  return end
}

/** Resolves when there is room again, or nobody reads any more. */
function drained(stream: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.once('drain', done)
    stream.once('close', done)
  })
}
