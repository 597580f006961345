import type { ArchiveItem } from '../archive/archive-item.ts'
import { ArchiveProblem } from '../archive/archive-problem.ts'
import type { ArchivePart } from '../archive/read-archive.ts'
import type { Outcome } from './outcome.ts'
import { wordsOf } from '../words-of.ts'

/** What can be brought in of an archive. @param problems Takes what cannot. */
export async function* itemsToImport(
  parts: AsyncIterable<ArchivePart>,
  problems: Outcome[],
): AsyncGenerator<ArchiveItem> {
  const failed = (what: Outcome['what'], name: string, because: string): void => {
    problems.push({ what, name, is: 'failed', bytes: 0, because })
  }
  let came = 0
  try {
    for await (const part of parts) {
      if (part.is === 'document' || part.is === 'image') {
        yield part
        came += 1
      } else if (part.is === 'spoilt') failed('document', part.document, part.reason)
      else if (part.is === 'end') {
        for (const { document, reason } of part.missed)
          failed('document', document, `it is not in the archive: ${reason}`)
      }
    }
  } catch (error) {
    if (!(error instanceof ArchiveProblem)) throw error
    const rest = came === 0 ? 'nothing of it was brought in' : `the ${came} before that are here`
    failed('file', 'the archive', `${wordsOf(error)}; ${rest}`)
  }
}
