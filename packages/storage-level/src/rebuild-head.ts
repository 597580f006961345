import type { View } from './database.ts'
import { getOrFind } from './document-rows.ts'
import { decodeHead, type Head, newHead } from './head-row.ts'
import {
  birthKey,
  boundOfKey,
  indexOfKey,
  piecesOf,
  piecesRange,
  recordRange,
  sequenceOfKey,
} from './keys.ts'
import { decodePiece } from './piece-row.ts'
import { decodeRecord } from './record-row.ts'

/**
 * Makes a head from the rows that are left of a document. Epoch and creation come from the copy that was written when
 * the document was created; if that is lost as well, the epoch is made from the given text, so that it is the same
 * whenever it is made. Keeping the epoch matters: with another, clients that hold what was lost could not bring it back.
 */
export async function rebuildHead(view: View, document: string, lostEpoch: string): Promise<Head> {
  const birth = await readBirth(view, document, lostEpoch)
  const snapshot = await measureSnapshot(view, document)
  let { changedMs } = birth
  let sequence = snapshot.bound
  let totalBytes = 0
  for await (const rows of view.rows(recordRange(document, snapshot.bound + 1))) {
    for (const { key, value } of rows) {
      sequence = sequenceOfKey(key)
      totalBytes += value.length
      const decoded = decodeRecord(key, value, sequence)
      const times = decoded.whole ? decoded.record.updates.map((update) => update.timeMs) : []
      if (times.length > 0) changedMs = Math.max(...times)
    }
  }
  return { ...birth, changedMs, sequence, totalBytes, ...snapshot }
}

async function readBirth(view: View, document: string, lostEpoch: string): Promise<Head> {
  const key = birthKey(document)
  const value = await getOrFind(view, key)
  const decoded = value instanceof Uint8Array ? decodeHead(key, value) : undefined
  return decoded?.whole === true ? decoded.head : newHead(lostEpoch, 0)
}

/** The newest snapshot is the one that counts: pieces of an older one may not have been deleted yet. */
async function measureSnapshot(
  view: View,
  document: string,
): Promise<Pick<Head, 'bound' | 'pieces' | 'snapshotBytes'>> {
  const last = await view.lastKey(piecesRange(document))
  if (last === undefined) return { bound: 0, pieces: 0, snapshotBytes: 0 }
  const bound = boundOfKey(last)
  let pieces = indexOfKey(last) + 1
  let snapshotBytes = 0
  for await (const rows of view.rows(piecesOf(document, bound, 0))) {
    for (const { key, value } of rows) {
      snapshotBytes += value.length
      const decoded = decodePiece(key, value)
      if (decoded.whole) ({ pieces } = decoded)
    }
  }
  return { bound, pieces, snapshotBytes }
}
