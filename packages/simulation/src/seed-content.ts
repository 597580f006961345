import type { Seed } from '@weft/server/core'
import * as Y from 'yjs'
import { partsOf } from './content.ts'
import type { TokenBook } from './token-book.ts'

const SEED_CLIENT_ID = 1

/** The first words of new documents: always under the same client ID, so that they never count twice. */
export function seedOf(book: TokenBook, documents: readonly string[]): Seed {
  const updates = new Map<string, Uint8Array>()
  for (const document of documents) {
    const doc = new Y.Doc()
    doc.clientID = SEED_CLIENT_ID
    partsOf(doc).body.insert(0, book.write(document, 0).text)
    updates.set(document, Y.encodeStateAsUpdate(doc))
  }
  return (document) => updates.get(document)
}
