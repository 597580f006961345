import type { DocumentEntries } from './document-entries.ts'
import { getOrFind } from './get-or-find.ts'
import { birthsRange, documentOfKey, headKey } from './keys.ts'
import type { WriteSession } from './live-database.ts'

/**
 * Repairs every document whose head is gone and whose birth is not: rows were lost, and a document without a head is in
 * no list.
 */
export async function findLostHeads(
  session: WriteSession,
  entries: DocumentEntries,
): Promise<void> {
  const lost = await session.read(async (view) => {
    const documents: string[] = []
    for await (const rows of view.rows(birthsRange)) {
      for (const { key } of rows) {
        const document = documentOfKey(key)
        if ((await getOrFind(view, headKey(document))) === undefined) documents.push(document)
      }
    }
    return documents
  })
  for (const document of lost) await entries.renewIfProven(session, document)
}
