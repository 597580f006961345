import type { LogRecord, RecordedUpdate } from '@weft/storage'

import { readUint48, writeFloat64, writeUint32, writeUint48 } from './big-endian.ts'
import { newRow, ROW_HEADER_BYTES, seal, unseal } from './row.ts'
import { textOf, writeText } from './text.ts'

/** A record whose number is not known yet: its row but for number, running total and checksum. */
export interface UnnumberedRecord {
  readonly row: Uint8Array
  /** The newest of its updates' times; undefined when it has none. */
  readonly newestMs: number | undefined
}

export type RecordRow =
  | {
      readonly whole: true
      readonly record: LogRecord
      /** The bytes of this row and of all the document's records before it. */
      readonly totalBytes: number
    }
  | { readonly whole: false; readonly why: string }

const UPDATES_AT = 12
const NO_USER = 0

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** Copies the updates into a row at once, so that the caller may do with them what it likes. */
export function encodeUpdates(updates: readonly RecordedUpdate[]): UnnumberedRecord {
  const users = updates.map(({ user }) => (user === undefined ? undefined : textOf(user)))
  let length = UPDATES_AT
  for (const [index, { update }] of updates.entries()) {
    length += 8 + 8 + (users[index]?.length ?? 0) + update.length
  }
  const row = newRow(length)
  let at = ROW_HEADER_BYTES + UPDATES_AT
  let newestMs: number | undefined
  for (const [index, { update, timeMs }] of updates.entries()) {
    const user = users[index]
    writeFloat64(row, at, timeMs)
    writeUint32(row, at + 8, user === undefined ? NO_USER : user.length + 1)
    writeUint32(row, at + 12, update.length)
    at += 16
    if (user !== undefined) writeText(row, at, user)
    at += user?.length ?? 0
    row.set(update, at)
    at += update.length
    newestMs = Math.max(newestMs ?? timeMs, timeMs)
  }
  return { row, newestMs }
}

/** Gives the record its number and completes the row. */
export function numberRecord(
  key: Uint8Array,
  { row }: UnnumberedRecord,
  sequence: number,
  totalBytes: number,
): Uint8Array {
  writeUint48(row, ROW_HEADER_BYTES, sequence)
  writeUint48(row, ROW_HEADER_BYTES + 6, totalBytes)
  return seal(key, row)
}

/** Reads back the record that should have this number. The updates are copies. */
export function decodeRecord(key: Uint8Array, row: Uint8Array, sequence: number): RecordRow {
  const unsealed = unseal(key, row)
  if (!unsealed.whole) return unsealed
  const { body } = unsealed
  const view = new DataView(body.buffer, body.byteOffset, body.length)
  if (readUint48(body, 0) !== sequence) return { whole: false, why: 'it holds another number' }
  const updates: RecordedUpdate[] = []
  let at = UPDATES_AT
  while (at < body.length) {
    const userLength = view.getUint32(at + 8) - 1
    const userEnd = at + 16 + Math.max(userLength, 0)
    const end = userEnd + view.getUint32(at + 12)
    updates.push({
      update: new Uint8Array(body.subarray(userEnd, end)),
      user: userLength < 0 ? undefined : decoder.decode(body.subarray(at + 16, userEnd)),
      timeMs: view.getFloat64(at),
    })
    at = end
  }
  return { whole: true, record: { sequence, updates }, totalBytes: readUint48(body, 6) }
}
