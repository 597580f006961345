import type { Database } from './database.ts'
import { getOrFind } from './get-or-find.ts'
import { documentsRange, identityKey } from './keys.ts'
import { newRow, ROW_HEADER_BYTES, seal, unseal } from './row.ts'

/** Which storage a database says it belongs to. */
export type Identity =
  | { readonly is: 'known'; readonly uuid: string }
  /** It does not say, and holds documents. */
  | { readonly is: 'lost' }
  /** It holds nothing. */
  | { readonly is: 'empty' }

export async function readIdentity(database: Database): Promise<Identity> {
  const view = database.view()
  try {
    const row = await getOrFind(view, identityKey)
    const unsealed = row instanceof Uint8Array ? unseal(identityKey, row) : undefined
    if (unsealed?.whole === true) {
      return { is: 'known', uuid: new TextDecoder().decode(unsealed.body) }
    }
    const [first] = await view.firstKeys(documentsRange, 1)
    return first === undefined ? { is: 'empty' } : { is: 'lost' }
  } finally {
    await view.close()
  }
}

export async function writeIdentity(database: Database, uuid: string): Promise<void> {
  const bytes = new TextEncoder().encode(uuid)
  const row = newRow(bytes.length)
  row.set(bytes, ROW_HEADER_BYTES)
  await database.batch([{ key: identityKey, value: seal(identityKey, row) }], { sync: true })
}
