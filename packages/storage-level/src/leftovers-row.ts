import { leftoversKey } from './keys.ts'
import { newRow, ROW_HEADER_BYTES, seal, unseal } from './row.ts'

/** Why a document has dead rows: it is gone, or a snapshot has taken the place of some. */
export type Leftovers = 'deleted' | 'compacted'

const CODE = { deleted: 1, compacted: 2 } as const

export function encodeLeftovers(document: string, why: Leftovers): Uint8Array {
  const row = newRow(1)
  row[ROW_HEADER_BYTES] = CODE[why]
  return seal(leftoversKey(document), row)
}

/** Undefined for a mark that cannot be trusted: better to leave dead rows than to delete living ones. */
export function decodeLeftovers(document: string, row: Uint8Array): Leftovers | undefined {
  const unsealed = unseal(leftoversKey(document), row)
  if (!unsealed.whole) return undefined
  return unsealed.body[0] === CODE.deleted
    ? 'deleted'
    : unsealed.body[0] === CODE.compacted
      ? 'compacted'
      : undefined
}
