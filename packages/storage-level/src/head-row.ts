import { readUint48, writeFloat64, writeUint32, writeUint48 } from './big-endian.ts'
import { newRow, ROW_HEADER_BYTES, seal, unseal } from './row.ts'
import { textOf, writeText } from './text.ts'

/** What is known of a document without reading its log; rewritten with every append. */
export interface Head {
  readonly epoch: string
  readonly createdMs: number
  readonly changedMs: number
  /** The last record's number, 0 before the first. */
  readonly sequence: number
  /** The bytes of all records up to that one, also of those a snapshot has replaced. */
  readonly totalBytes: number
  /** The number that the snapshot covers, 0 when there is none. Records at or below it are dead. */
  readonly bound: number
  /** What {@link totalBytes} was at the bound. */
  readonly boundTotalBytes: number
  readonly pieces: number
  readonly snapshotBytes: number
}

export type HeadRow =
  | { readonly whole: true; readonly head: Head }
  | { readonly whole: false; readonly why: string }

const EPOCH_AT = 50

export function newHead(epoch: string, createdMs: number): Head {
  return {
    epoch,
    createdMs,
    changedMs: createdMs,
    sequence: 0,
    totalBytes: 0,
    bound: 0,
    boundTotalBytes: 0,
    pieces: 0,
    snapshotBytes: 0,
  }
}

/** As it is after one more record. */
export function headAfter(before: Head, rowBytes: number, newestMs: number | undefined): Head {
  // Named one by one: where others are spread into it, V8 looks for the hidden class anew each time.
  return {
    epoch: before.epoch,
    createdMs: before.createdMs,
    changedMs: newestMs ?? before.changedMs,
    sequence: before.sequence + 1,
    totalBytes: before.totalBytes + rowBytes,
    bound: before.bound,
    boundTotalBytes: before.boundTotalBytes,
    pieces: before.pieces,
    snapshotBytes: before.snapshotBytes,
  }
}

export function encodeHead(key: Uint8Array, head: Head): Uint8Array {
  const epoch = textOf(head.epoch)
  const row = newRow(EPOCH_AT + epoch.length)
  const at = ROW_HEADER_BYTES
  writeFloat64(row, at, head.createdMs)
  writeFloat64(row, at + 8, head.changedMs)
  writeUint48(row, at + 16, head.sequence)
  writeUint48(row, at + 22, head.totalBytes)
  writeUint48(row, at + 28, head.bound)
  writeUint48(row, at + 34, head.boundTotalBytes)
  writeUint32(row, at + 40, head.pieces)
  writeUint48(row, at + 44, head.snapshotBytes)
  writeText(row, at + EPOCH_AT, epoch)
  return seal(key, row)
}

export function decodeHead(key: Uint8Array, row: Uint8Array): HeadRow {
  const unsealed = unseal(key, row)
  if (!unsealed.whole) return unsealed
  const { body } = unsealed
  const view = new DataView(body.buffer, body.byteOffset)
  return {
    whole: true,
    head: {
      createdMs: view.getFloat64(0),
      changedMs: view.getFloat64(8),
      sequence: readUint48(body, 16),
      totalBytes: readUint48(body, 22),
      bound: readUint48(body, 28),
      boundTotalBytes: readUint48(body, 34),
      pieces: view.getUint32(40),
      snapshotBytes: readUint48(body, 44),
      epoch: new TextDecoder('utf-8', { ignoreBOM: true }).decode(body.subarray(EPOCH_AT)),
    },
  }
}

/** What its snapshot and its living records take, as written. */
export function sizeOf(head: Head): number {
  return head.totalBytes - head.boundTotalBytes + head.snapshotBytes
}
