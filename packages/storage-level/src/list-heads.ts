import type { DocumentEntry } from '@weft/storage'

import type { View } from './database.ts'
import { decodeHead, sizeOf } from './head-row.ts'
import { documentOfKey, headRange } from './keys.ts'

/** The documents of a list, and those whose heads must be repaired before they can be listed. */
export async function listHeads(
  view: View,
  prefix: string,
  after: string,
  limit: number,
): Promise<{ readonly entries: readonly DocumentEntry[]; readonly broken: readonly string[] }> {
  const entries: DocumentEntry[] = []
  const broken: string[] = []
  for await (const rows of view.rows(headRange(prefix, after))) {
    for (const { key, value } of rows) {
      if (entries.length + broken.length >= limit) return { entries, broken }
      const document = documentOfKey(key)
      const decoded = decodeHead(key, value)
      if (!decoded.whole) {
        broken.push(document)
        continue
      }
      const { epoch, sequence, createdMs, changedMs } = decoded.head
      const sizeBytes = sizeOf(decoded.head)
      entries.push({ document, epoch, sequence, sizeBytes, createdMs, changedMs })
    }
  }
  return { entries, broken }
}
