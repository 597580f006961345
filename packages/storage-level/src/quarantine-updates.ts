import {
  type LogRecord,
  noSuchDocument,
  type Quarantine,
  requireQuarantine,
  withQuarantines,
} from '@weft/storage'

import type { View } from './database.ts'
import { encodeDamage } from './damage-row.ts'
import type { DocumentEntries } from './document-entries.ts'
import { readSnapshot } from './document-rows.ts'
import { getOrFind } from './get-or-find.ts'
import type { Head } from './head-row.ts'
import { damageKey, recordKey } from './keys.ts'
import type { WriteSession } from './live-database.ts'
import { decodeRecord } from './record-row.ts'

/**
 * Notes stored updates on the list of damage, each by its place. The rows stay as they are: readers leave out what the
 * list names, and an operator can still get at it.
 */
export async function quarantineUpdates(
  session: WriteSession,
  entries: DocumentEntries,
  document: string,
  found: readonly Quarantine[],
): Promise<void> {
  const entry = await entries.get(session, document)
  if (entry === undefined) throw noSuchDocument(document)
  const content = await session.read((view) => readConcerned(view, document, entry.head, found))
  const added = found.map((one) => requireQuarantine(document, content, one))
  const damage = withQuarantines(entry.damage, added)
  if (damage.length === entry.damage.length) return
  const key = damageKey(document)
  await session.commit([{ key, value: encodeDamage(document, damage) }], { sync: true })
  entries.keep(document, { ...entry, damage })
}

async function readConcerned(
  view: View,
  document: string,
  head: Head,
  found: readonly Quarantine[],
) {
  const records: LogRecord[] = []
  for (const sequence of new Set(found.map((one) => one.sequence))) {
    const isAlive = sequence > head.bound && sequence <= head.sequence
    const key = recordKey(document, isAlive ? sequence : 0)
    const value = isAlive ? await getOrFind(view, key) : undefined
    const decoded = value instanceof Uint8Array ? decodeRecord(key, value, sequence) : undefined
    if (decoded?.whole === true) records.push(decoded.record)
  }
  const { snapshot } = await readSnapshot(view, document, head)
  return { snapshot, records }
}
