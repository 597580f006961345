import type { View } from './database.ts'
import { isCorruption } from './failure.ts'
import { getOrFind } from './get-or-find.ts'
import { decodeHead, type Head, newHead } from './head-row.ts'
import { birthKey, boundOfKey, piecesRange, recordRange, sequenceOfKey } from './keys.ts'
import { lastTrusted, trustedRecord } from './last-record.ts'
import { decodePiece } from './piece-row.ts'

/** A head made from what is left of a document. */
export interface RebuiltHead {
  readonly head: Head
  /** False when not one row of the document could be trusted: then there may never have been such a document. */
  readonly proven: boolean
}

/**
 * Makes a head from the rows that are left of a document. Epoch and creation come from the copy that was written when
 * the document was created; if that is lost as well, the epoch is made from the given text, so that it is the same
 * whenever it is made. Keeping the epoch matters: with another, clients that hold what was lost could not bring it back.
 */
export async function rebuildHead(
  view: View,
  document: string,
  lostEpoch: string,
): Promise<RebuiltHead> {
  const birth = await readBirth(view, document)
  const snapshot = await measureSnapshot(view, document, birth)
  const log = await measureLog(view, document, snapshot.bound)
  const begun = birth ?? newHead(lostEpoch, 0)
  return {
    head: {
      ...begun,
      changedMs: log.newestMs ?? begun.createdMs,
      sequence: log.sequence,
      totalBytes: log.bytes,
      bound: snapshot.bound,
      pieces: snapshot.pieces,
      snapshotBytes: snapshot.bytes,
    },
    proven: birth !== undefined || snapshot.bound > 0 || log.trusted,
  }
}

async function readBirth(view: View, document: string): Promise<Head | undefined> {
  const key = birthKey(document)
  const value = await getOrFind(view, key)
  const decoded = value instanceof Uint8Array ? decodeHead(key, value) : undefined
  return decoded?.whole === true ? decoded.head : undefined
}

/**
 * The newest snapshot is the one that counts: pieces of an older one may not have been deleted yet. None is older than what
 * the history began with.
 */
async function measureSnapshot(
  view: View,
  document: string,
  birth: Head | undefined,
): Promise<{ readonly bound: number; readonly pieces: number; readonly bytes: number }> {
  let newest = { bound: birth?.bound ?? 0, pieces: birth?.pieces ?? 0, bytes: 0 }
  try {
    for await (const rows of view.rows(piecesRange(document))) {
      for (const { key, value } of rows) {
        const decoded = decodePiece(key, value)
        if (!decoded.whole) continue
        const bound = boundOfKey(key)
        if (bound < newest.bound) continue
        const bytes = bound === newest.bound ? newest.bytes : 0
        newest = { bound, pieces: decoded.pieces, bytes: bytes + value.length }
      }
    }
  } catch (error) {
    if (!isCorruption(error)) throw error
  }
  return newest
}

interface LogMeasure {
  readonly sequence: number
  readonly bytes: number
  readonly newestMs: number | undefined
  /** Whether any record could be trusted. */
  readonly trusted: boolean
}

async function measureLog(view: View, document: string, bound: number): Promise<LogMeasure> {
  const last = await lastTrusted(view, document)
  let sequence = bound
  let bytes = 0
  let newestMs: number | undefined
  let trusted = last !== undefined
  try {
    for await (const rows of view.rows(recordRange(document, bound + 1))) {
      for (const { key, value } of rows) {
        const number = sequenceOfKey(key)
        const record = trustedRecord(key, value)
        // A row that cannot be trusted counts where one is due, so that nothing is written over it.
        if (record === undefined && number !== sequence + 1) continue
        sequence = Math.max(sequence, number)
        bytes += value.length
        newestMs = record?.newestMs ?? newestMs
        trusted ||= record !== undefined
      }
    }
  } catch (error) {
    // Without its end, numbers might be given out twice.
    if (!isCorruption(error) || last === undefined) throw error
  }
  return {
    sequence: Math.max(sequence, last?.sequence ?? 0),
    bytes,
    newestMs: last?.newestMs ?? newestMs,
    trusted,
  }
}
