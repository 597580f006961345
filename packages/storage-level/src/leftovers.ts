import type { View } from './database.ts'
import type { Head } from './head-row.ts'
import {
  documentOfKey,
  type KeyRange,
  leftoversKey,
  leftoversRange,
  piecesBelow,
  recordRange,
  rowsRange,
  setAsideRange,
} from './keys.ts'
import { decodeLeftovers, type Leftovers } from './leftovers-row.ts'
import type { WriteSession } from './live-database.ts'

/**
 * Deletes up to `limit` of a document's dead rows, beginning at `from`; resolves with where to go on, or undefined when
 * that were all. What is dead is read from the disk each time, so it may be broken off and taken up at any point.
 *
 * Not LevelDB's clear(): it is not atomic, and would take with it what is written beside it.
 */
export async function deleteLeftovers(
  session: WriteSession,
  document: string,
  head: Head | undefined,
  from: Uint8Array | undefined,
  limit: number,
): Promise<Uint8Array | undefined> {
  const keys = await session.read((view) => deadKeys(view, document, head, from, limit))
  if (keys === undefined) return undefined
  const writes = keys.map((key) => ({ key }))
  if (keys.length === limit) {
    await session.commit(writes, { sync: false })
    return keys.at(-1)
  }
  await session.commit([...writes, { key: leftoversKey(document) }], { sync: false })
  return undefined
}

/** The documents that have dead rows. */
export async function documentsWithLeftovers(view: View): Promise<readonly string[]> {
  const documents: string[] = []
  for await (const rows of view.rows(leftoversRange)) {
    documents.push(...rows.map(({ key }) => documentOfKey(key)))
  }
  return documents
}

/** Undefined when nothing is marked as left over. */
async function deadKeys(
  view: View,
  document: string,
  head: Head | undefined,
  from: Uint8Array | undefined,
  limit: number,
): Promise<readonly Uint8Array[] | undefined> {
  const mark = await view.get(leftoversKey(document))
  const why = mark && decodeLeftovers(document, mark)
  if (why === undefined) return undefined
  const keys: Uint8Array[] = []
  for (const range of deadRanges(document, why, head)) {
    // Behind `from` there are only tombstones, which LevelDB would walk over one by one.
    const start = from !== undefined && Buffer.compare(from, range.from) > 0 ? from : range.from
    keys.push(...(await view.firstKeys({ ...range, from: start }, limit - keys.length)))
    if (keys.length === limit) break
  }
  return keys
}

function deadRanges(document: string, why: Leftovers, head: Head | undefined): readonly KeyRange[] {
  if (why === 'deleted') {
    return head === undefined ? [rowsRange(document), setAsideRange(document)] : []
  }
  return head === undefined
    ? []
    : [piecesBelow(document, head.bound), recordRange(document, 1, head.bound)]
}
