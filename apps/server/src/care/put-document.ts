import { randomBytes } from 'node:crypto'
import type { DocumentName } from '@weft/protocol'
import type { DocumentStorage } from '@weft/storage'
import type { ArchivedDocument } from '../archive/archive-item.ts'

/** What is to be stored of a document: pieces of a snapshot, and records after it. */
export interface Putting {
  readonly facts: Pick<ArchivedDocument['facts'], 'createdMs' | 'changedMs'>
  readonly content: Extract<ArchivedDocument['content'], { readonly is: 'log' }>
}

/** The name of a history that nobody has heard of. */
export const newEpoch = (): string => randomBytes(16).toString('base64url')

/**
 * Begins a document with this content. Its history is a new one, whatever it was called before: clients that know another
 * must not take this for it and merge, because what they know may not be there.
 *
 * All of it is on disk when it resolves; after a crash, all of it is there or nothing that counts.
 */
export async function putDocument(
  storage: Pick<DocumentStorage, 'create' | 'append' | 'replacePrefix'>,
  document: DocumentName,
  { facts, content }: Putting,
): Promise<void> {
  await storage.create(document, newEpoch(), facts.createdMs)
  const { pieces, records } = content
  const asRecord = pieces.map((update) => ({ update, user: undefined, timeMs: facts.changedMs }))
  const all = [asRecord, ...records].filter(({ length }) => length > 0)
  if (all.length === 0) return
  const [first] = await storage.append(all.map((updates) => ({ document, updates })))
  // A snapshot again, so that opening it costs no more than before.
  if (pieces.length > 0 && first !== undefined)
    await storage.replacePrefix(document, { sequence: first, pieces })
}
