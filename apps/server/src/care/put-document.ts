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
const newEpoch = (): string => randomBytes(16).toString('base64url')

/**
 * Puts this content in the place of a document's, or begins one with it. Its history is a new one, whatever it was called
 * before: clients that know another must not take this for it and merge, because what they know may not be there.
 *
 * All of it is on disk when it resolves; after a crash, all of it is there, or what was there before.
 */
export async function putDocument(
  storage: Pick<DocumentStorage, 'replace'>,
  document: DocumentName,
  { facts, content }: Putting,
): Promise<void> {
  const { createdMs, changedMs } = facts
  const { pieces } = content
  const records = content.records.filter(({ length }) => length > 0)
  await storage.replace(document, { epoch: newEpoch(), createdMs, changedMs, pieces, records })
}
