import type { DocumentEntry } from '@weft/storage'
import type { DataFolder } from './data-folder.ts'
import { rewriteFiles } from './delete-document.ts'
import type { Outcome } from './outcome.ts'
import { bytesOf, entryOf, listed, updatesOf } from './stored-content.ts'
import { wordsOf } from '../words-of.ts'

/**
 * Puts snapshots in the place of logs, one document after the other, and then writes the files anew, so that what was
 * deleted takes no more room.
 *
 * @param names Undefined for all.
 */
export async function* compactDocuments(
  folder: DataFolder,
  names: readonly string[] | undefined,
): AsyncGenerator<Outcome> {
  const { storage } = folder
  if (names === undefined) {
    for await (const entry of listed(storage)) yield await compactOne(folder, entry)
  } else {
    for (const name of new Set(names)) {
      const entry = await entryOf(storage, name)
      if (entry) yield await compactOne(folder, entry)
      else yield failed(name, 'there is no such document')
    }
  }
  yield* rewriteFiles(folder)
}

async function compactOne(
  { storage, builder }: DataFolder,
  { document }: DocumentEntry,
): Promise<Outcome> {
  try {
    const stored = await storage.load(document)
    if (!stored) return failed(document, 'it was deleted meanwhile')
    const updates = updatesOf(stored)
    const before = bytesOf(updates)
    if (stored.damage.length > 0)
      return failed(
        document,
        'it is damaged, and what is left of it is never rewritten; see weft check',
      )
    if (stored.records.length === 0)
      return { what: 'document', name: document, is: 'same', bytes: before }
    const pieces = await builder.compact(updates)
    await storage.replacePrefix(document, { sequence: stored.sequence, pieces })
    const because = `${stored.records.length} records of the log, ${before} bytes before`
    return { what: 'document', name: document, is: 'done', bytes: bytesOf(pieces), because }
  } catch (error) {
    // The server may have done the same a moment before.
    if (error instanceof RangeError)
      return { what: 'document', name: document, is: 'same', bytes: 0 }
    return failed(document, wordsOf(error))
  }
}

const failed = (name: string, because: string): Outcome => ({
  what: 'document',
  name,
  is: 'failed',
  bytes: 0,
  because,
})
