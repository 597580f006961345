import type { DocumentEntries } from './document-entries.ts'
import { birthsRange, documentOfKey } from './keys.ts'
import type { WriteSession } from './live-database.ts'

/**
 * Looks at every document's head, and repairs those that are gone or older than their logs: with the rows of a damaged
 * file, older ones may have come to light. To be called when such a file was replaced; some 100 µs a document.
 */
export async function renewHeads(session: WriteSession, entries: DocumentEntries): Promise<void> {
  const documents = await session.read(async (view) => {
    const names: string[] = []
    for await (const rows of view.rows(birthsRange)) {
      names.push(...rows.map(({ key }) => documentOfKey(key)))
    }
    return names
  })
  for (const document of documents) await entries.renewIfProven(session, document)
}
