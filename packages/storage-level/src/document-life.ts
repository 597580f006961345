import type { DocumentEntries } from './document-entries.ts'
import { readHead } from './document-rows.ts'
import { encodeHead, newHead } from './head-row.ts'
import { birthKey, damageKey, headKey, leftoversKey } from './keys.ts'
import { deleteLeftovers } from './leftovers.ts'
import { encodeLeftovers } from './leftovers-row.ts'
import type { WriteSession } from './live-database.ts'

/** Starts a history, unless there is one; resolves with the epoch of what is there then. */
export async function createDocument(
  session: WriteSession,
  entries: DocumentEntries,
  document: string,
  epoch: string,
  timeMs: number,
  deletionChunk: number,
): Promise<string> {
  // Beside each other: somebody waits for the document.
  const [entry, isMarked] = await Promise.all([
    entries.get(session, document),
    hasLeftovers(session, document),
  ])
  if (entry !== undefined) return entry.head.epoch
  if (isMarked) await clearDeleted(session, document, deletionChunk)
  const head = newHead(epoch, timeMs)
  await session.commit(
    [
      { key: headKey(document), value: encodeHead(headKey(document), head) },
      { key: birthKey(document), value: encodeHead(birthKey(document), head) },
      { key: leftoversKey(document) },
    ],
    { sync: true },
  )
  entries.keep(document, { head, damage: [] })
  return epoch
}

async function hasLeftovers(session: WriteSession, document: string): Promise<boolean> {
  return (await session.read((view) => view.get(leftoversKey(document)))) !== undefined
}

/** Deletes what is left of an earlier history. Its rows have the same keys: they must be gone before a new one begins. */
export async function clearDeleted(
  session: WriteSession,
  document: string,
  deletionChunk: number,
): Promise<void> {
  let from: Uint8Array | undefined
  do from = await deleteLeftovers(session, document, undefined, from, deletionChunk)
  while (from !== undefined)
}

/** Makes the document absent, and what is left of it dead. */
export async function markDeleted(
  session: WriteSession,
  entries: DocumentEntries,
  document: string,
): Promise<void> {
  const state = await session.read((view) => readHead(view, document))
  if (state.is === 'absent') return
  const mark = { key: leftoversKey(document), value: encodeLeftovers(document, 'deleted') }
  const gone = [headKey(document), birthKey(document), damageKey(document)].map((key) => ({ key }))
  await session.commit([...gone, mark], { sync: true })
  entries.drop(document)
}
