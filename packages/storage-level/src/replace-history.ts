import type { NewHistory } from '@weft/storage'

import { addBranch } from './branches-row.ts'
import type { DocumentEntries } from './document-entries.ts'
import { clearDeleted } from './document-life.ts'
import { encodeHead, type Head, newHead } from './head-row.ts'
import {
  birthKey,
  branchesKey,
  damageKey,
  headKey,
  leftoversKey,
  recordKey,
  setAsideRange,
} from './keys.ts'
import { encodeLeftovers } from './leftovers-row.ts'
import type { WriteSession } from './live-database.ts'
import { numberPieces, unnumberedPieces } from './piece-row.ts'
import { encodeUpdates, numberRecord, type UnnumberedRecord } from './record-row.ts'

/** A history whose rows have no numbers yet. */
export interface UnnumberedHistory {
  readonly epoch: string
  readonly createdMs: number
  readonly changedMs: number
  readonly pieces: readonly Uint8Array[]
  readonly records: readonly UnnumberedRecord[]
}

/** Copies everything into rows at once, so that the caller may do with it what it likes. */
export function encodeHistory({ pieces, records, ...known }: NewHistory): UnnumberedHistory {
  return { ...known, pieces: unnumberedPieces(pieces), records: records.map(encodeUpdates) }
}

/**
 * Puts another history in the place of a document's, in one synced batch. Its rows have numbers above all that are there,
 * so the bound in the new head makes those dead, and the mark in the same batch says that they are to be deleted.
 */
export async function replaceHistory(
  session: WriteSession,
  entries: DocumentEntries,
  document: string,
  history: UnnumberedHistory,
  { branch, deletionChunk }: { readonly branch: string; readonly deletionChunk: number },
): Promise<void> {
  const old = await entries.get(session, document)
  if (old === undefined) await clearDeleted(session, document, deletionChunk)
  const last = old?.head.sequence ?? 0
  const bound = last === 0 && history.pieces.length === 0 ? 0 : last + 1
  const { pieces, writes, sizeBytes } = numberPieces(document, history.pieces, bound)
  const begun: Head = {
    ...newHead(history.epoch, history.createdMs),
    sequence: bound,
    bound,
    pieces,
    snapshotBytes: sizeBytes,
  }
  let head: Head = { ...begun, changedMs: history.changedMs }
  const records = history.records.map((record) => {
    const sequence = head.sequence + 1
    const totalBytes = head.totalBytes + record.row.length
    head = { ...head, sequence, totalBytes, changedMs: record.newestMs ?? head.changedMs }
    const key = recordKey(document, sequence)
    return { key, value: numberRecord(key, record, sequence, totalBytes) }
  })
  const [atHead, atBirth, atMark] = [headKey(document), birthKey(document), leftoversKey(document)]
  const setAside = await session.read((view) => view.firstKeys(setAsideRange(document), MANY))
  // Either history may be there if this fails; no other would be a loss.
  if (old !== undefined) entries.keep(document, { ...old, replacedBy: history.epoch })
  await session.commit(
    [
      ...writes,
      ...records,
      { key: atHead, value: encodeHead(atHead, head) },
      // With the bound: whoever has to make the head again must not take the dead rows for living ones.
      { key: atBirth, value: encodeHead(atBirth, begun) },
      head.sequence === 0
        ? { key: branchesKey(document) }
        : addBranch(document, [], { name: branch, fromSequence: Math.max(bound, 1) }),
      // They would be taken for the new history's.
      ...[damageKey(document), ...setAside].map((key) => ({ key })),
      bound === 0
        ? { key: atMark }
        : { key: atMark, value: encodeLeftovers(document, 'compacted') },
    ],
    { sync: true },
  )
  entries.keep(document, { head, damage: [], isOnBranch: head.sequence > 0 })
}

/** There is a row set aside for each that was damaged. */
const MANY = 1_000_000
