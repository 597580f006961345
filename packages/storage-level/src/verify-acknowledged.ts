import { StorageError } from '@weft/storage'

import type { View } from './database.ts'
import { type DocumentEntries, type Entry, mergeDamage } from './document-entries.ts'
import { type Finding, readHead, readRecords, readSnapshot } from './document-rows.ts'
import { getOrFind } from './get-or-find.ts'
import { encodeHead, newHead } from './head-row.ts'
import { encodeDamage } from './damage-row.ts'
import { birthKey, damageKey, headKey, recordKey } from './keys.ts'
import type { WriteSession } from './live-database.ts'
import { decodeRecord } from './record-row.ts'

/**
 * After the database was opened again: looks whether the last acknowledged record of each document in memory is there.
 * Where it is not, that is noted as damage, the numbers go on after the acknowledged ones, and the error to report is
 * returned. With `isThorough`, all of those documents is read: rows of any age may be gone with a damaged file. The
 * entries are emptied: a write that failed may be on disk all the same, and then counts.
 */
export async function verifyAcknowledged(
  session: WriteSession,
  entries: DocumentEntries,
  path: string,
  isThorough: boolean,
): Promise<StorageError | undefined> {
  const kept = entries.takeAll()
  const documents = new Set<string>()
  try {
    const lost = await session.read((view) => findLosses(view, kept))
    for (const loss of lost) await noteLoss(session, loss)
    for (const { document } of lost) documents.add(document)
    for (const [document] of isThorough ? kept : []) {
      if (await findDamage(session, entries, document)) documents.add(document)
    }
  } catch (error) {
    // It is tried again, and must then still know what was acknowledged.
    for (const [document, entry] of kept) entries.keep(document, entry)
    throw error
  }
  if (documents.size === 0) return undefined
  return new StorageError(
    'FAILED',
    `Cannot write to storage at "${path}": after opening it again, acknowledged records are gone ` +
      `from ${[...documents].map((document) => JSON.stringify(document)).join(', ')}`,
    { documents: [...documents] },
  )
}

/** Reads all of a document, as the next load would, and notes what is wrong. */
async function findDamage(
  session: WriteSession,
  entries: DocumentEntries,
  document: string,
): Promise<boolean> {
  const entry = await entries.get(session, document)
  if (entry === undefined) return false
  const { head } = entry
  const findings = await session.read(async (view) => {
    const { findings: inSnapshot } = await readSnapshot(view, document, head)
    const log = await readRecords(view, document, head, head.bound + 1)
    return [...inSnapshot, ...log.findings]
  })
  await entries.setAside(session, document, head.epoch, findings)
  return findings.length > 0
}

interface Loss {
  readonly document: string
  readonly entry: Entry
  /** The number of the last record that is there. */
  readonly found: number
}

async function findLosses(
  view: View,
  kept: readonly (readonly [document: string, entry: Entry])[],
): Promise<readonly Loss[]> {
  const lost: Loss[] = []
  for (const [document, entry] of kept) {
    const found = await lastOnDisk(view, document, entry)
    if (found < entry.head.sequence) lost.push({ document, entry, found })
  }
  return lost
}

/** The number of the document's last record that can be trusted, counted up to the acknowledged one. */
async function lastOnDisk(
  view: View,
  document: string,
  { head, replacedBy }: Entry,
): Promise<number> {
  const state = await readHead(view, document)
  if (state.is === 'absent') return 0
  // A broken head is repaired when it is next needed; the record must be there all the same.
  if (state.head !== undefined) {
    if (state.head.epoch === replacedBy) return head.sequence
    if (state.head.epoch !== head.epoch) return 0
    if (state.head.sequence < head.sequence) return state.head.sequence
    if (state.head.bound >= head.sequence) return head.sequence
  }
  const key = recordKey(document, head.sequence)
  const value = await getOrFind(view, key)
  const whole = value instanceof Uint8Array && decodeRecord(key, value, head.sequence).whole
  return whole ? head.sequence : head.sequence - 1
}

async function noteLoss(session: WriteSession, { document, entry, found }: Loss): Promise<void> {
  const fromSequence = found + 1
  const toSequence = entry.head.sequence
  const what = `records ${fromSequence} to ${toSequence}: acknowledged, and gone after a failed write`
  const finding: Finding = { damage: { fromSequence, toSequence, what } }
  const birth = birthKey(document)
  await session.commit(
    [
      { key: headKey(document), value: encodeHead(headKey(document), entry.head) },
      {
        key: birth,
        value: encodeHead(birth, newHead(entry.head.epoch, entry.head.createdMs)),
      },
      {
        key: damageKey(document),
        value: encodeDamage(document, mergeDamage(entry.damage, [finding])),
      },
    ],
    { sync: true },
  )
}
