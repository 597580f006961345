import { crc32 } from 'node:zlib'

import { writeUint32 } from './big-endian.ts'
import { FORMAT } from './format.ts'
import { newBytes } from './new-bytes.ts'

/** Bytes before the body of a row: its format, and a checksum over its key and its body. */
export const ROW_HEADER_BYTES = 5

export type RowBody =
  | { readonly whole: true; readonly body: Uint8Array }
  | { readonly whole: false; readonly why: string }

/** A new row with room for a body of this many bytes; {@link seal} it when the body is in. */
export function newRow(bodyBytes: number): Uint8Array {
  return newBytes(ROW_HEADER_BYTES + bodyBytes)
}

/** Completes a row that stands under this key. */
export function seal(key: Uint8Array, row: Uint8Array): Uint8Array {
  row[0] = FORMAT
  writeUint32(row, 1, checksum(key, row))
  return row
}

/** What was sealed under this key, or why it cannot be trusted. */
export function unseal(key: Uint8Array, row: Uint8Array): RowBody {
  if (row.length < ROW_HEADER_BYTES) return { whole: false, why: 'it is cut short' }
  if (row[0] !== FORMAT) return { whole: false, why: `its format ${row[0]} is unknown` }
  const stored = new DataView(row.buffer, row.byteOffset).getUint32(1)
  if (stored !== checksum(key, row)) return { whole: false, why: 'its checksum does not match' }
  return { whole: true, body: row.subarray(ROW_HEADER_BYTES) }
}

// The key is part of it: a row that is found under another key is as wrong as one with a flipped bit.
function checksum(key: Uint8Array, row: Uint8Array): number {
  return crc32(row.subarray(ROW_HEADER_BYTES), crc32(key))
}

/** A row that holds JSON, for what is written seldom. */
export function sealJson(key: Uint8Array, value: unknown): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(value))
  const row = newRow(json.length)
  row.set(json, ROW_HEADER_BYTES)
  return seal(key, row)
}
