import { noSuchDocument } from '@weft/storage'

import { addBranch, decodeBranches } from './branches-row.ts'
import type { Write } from './database.ts'
import type { DocumentEntries, Entry } from './document-entries.ts'
import { encodeHead, headAfter, type Head } from './head-row.ts'
import { getOrFind } from './get-or-find.ts'
import { branchesKey, headKey, recordKey } from './keys.ts'
import type { WriteSession } from './live-database.ts'
import { numberRecord, type UnnumberedRecord } from './record-row.ts'

export interface RecordToAppend {
  readonly document: string
  readonly record: UnnumberedRecord
}

interface ChangedEntry {
  readonly before: Entry
  /** As it is after the records so far. */
  head: Head
}

/**
 * Appends the records in one synced batch, and their documents' new heads with them: the list then needs no log, and a
 * log that lost its end is noticed. The head costs an append a few microseconds; without it, listing a document would
 * cost a seek of about 100.
 */
export async function appendRecords(
  session: WriteSession,
  entries: DocumentEntries,
  records: readonly RecordToAppend[],
  branch: string,
): Promise<readonly number[]> {
  const changed = new Map<string, ChangedEntry>()
  for (const { document } of records) {
    if (changed.has(document)) continue
    // To wait for what is here would take a turn for each document.
    const entry = entries.kept(document) ?? (await entries.get(session, document))
    if (entry === undefined) throw noSuchDocument(document)
    changed.set(document, { before: entry, head: entry.head })
  }
  const writes: Write[] = []
  for (const [document, { before }] of changed) {
    if (before.isOnBranch === true) continue
    const write = await toBranch(session, document, before, branch)
    if (write !== undefined) writes.push(write)
  }
  const numbers: number[] = []
  for (const { document, record } of records) {
    const entry = changed.get(document)
    if (entry === undefined) continue
    const { head } = entry
    entry.head = headAfter(head, record.row.length, record.newestMs)
    const { sequence, totalBytes } = entry.head
    const key = recordKey(document, sequence)
    writes.push({ key, value: numberRecord(key, record, sequence, totalBytes) })
    numbers.push(sequence)
  }
  for (const [document, { head }] of changed) {
    const key = headKey(document)
    writes.push({ key, value: encodeHead(key, head) })
  }
  await session.commit(writes, { sync: true })
  for (const [document, { head, before }] of changed) {
    const { damage, replacedBy } = before
    // Named one by one: V8 makes a hidden class for each object that is spread and given one key more.
    entries.keep(document, { head, damage, isOnBranch: true, replacedBy })
  }
  return numbers
}

/** What is to be written when the document's next record is the first of this branch. */
async function toBranch(
  session: WriteSession,
  document: string,
  { head }: Entry,
  name: string,
): Promise<Write | undefined> {
  const row = await session.read((view) => getOrFind(view, branchesKey(document)))
  const branches = row instanceof Uint8Array ? decodeBranches(document, row) : []
  if (branches.at(-1)?.name === name) return undefined
  return addBranch(document, branches, { name, fromSequence: head.sequence + 1 })
}
