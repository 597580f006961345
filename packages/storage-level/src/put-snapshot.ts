import { noSuchDocument, requireBound, StorageError } from '@weft/storage'

import type { DocumentEntries } from './document-entries.ts'
import { encodeHead, type Head } from './head-row.ts'
import { headKey, leftoversKey, recordKey } from './keys.ts'
import { encodeLeftovers } from './leftovers-row.ts'
import type { WriteSession } from './live-database.ts'
import type { EncodedPieces } from './piece-row.ts'
import { decodeRecord } from './record-row.ts'

/**
 * Puts the snapshot's rows and the head with the new bound in one synced batch. From then on the rows at or below the
 * bound are dead, and the mark in the same batch says that they are to be deleted.
 */
export async function putSnapshot(
  session: WriteSession,
  entries: DocumentEntries,
  document: string,
  { sequence: bound, pieces, writes, sizeBytes }: EncodedPieces,
): Promise<void> {
  const entry = await entries.get(session, document)
  if (entry === undefined) throw noSuchDocument(document)
  requireBound(document, bound, entry.head.bound, entry.head.sequence)
  if (entry.damage.length > 0) {
    const what = entry.damage.map((damage) => damage.what).join('; ')
    throw new StorageError('FAILED', `Cannot compact "${document}": it is damaged (${what})`)
  }
  const head: Head = {
    ...entry.head,
    bound,
    boundTotalBytes: await totalBytesAt(session, document, entry.head, bound),
    pieces,
    snapshotBytes: sizeBytes,
  }
  const key = headKey(document)
  const mark = { key: leftoversKey(document), value: encodeLeftovers(document, 'compacted') }
  await session.commit([...writes, { key, value: encodeHead(key, head) }, mark], { sync: true })
  entries.keep(document, { ...entry, head })
}

async function totalBytesAt(
  session: WriteSession,
  document: string,
  head: Head,
  sequence: number,
): Promise<number> {
  if (sequence === head.sequence) return head.totalBytes
  const key = recordKey(document, sequence)
  const row = await session.read((view) => view.get(key))
  const decoded = row && decodeRecord(key, row, sequence)
  if (decoded?.whole === true) return decoded.totalBytes
  throw new StorageError('FAILED', `Cannot compact "${document}": record ${sequence} is damaged`)
}
