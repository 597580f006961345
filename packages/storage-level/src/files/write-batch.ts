import { BadBytes, ByteReader, joinBytes, uint32Bytes, varintBytes } from './byte-reader.ts'

// What LevelDB writes to its log: a sequence number, a count and so many changes, as its write_batch.cc has them.

const HEADER_BYTES = 12
const DELETION = 0
const VALUE = 1

/** One change; without a value, a deletion. */
export interface Change {
  readonly key: Uint8Array
  readonly value?: Uint8Array
}

export interface Batch {
  /** LevelDB's number of the first change, as stored. */
  readonly header: Uint8Array
  readonly changes: readonly Change[]
  /** How many changes it should have. */
  readonly count: number
}

/** Reads a batch as far as it makes sense; undefined when not even its header is there. */
export function readBatch(bytes: Uint8Array): Batch | undefined {
  if (bytes.length < HEADER_BYTES) return undefined
  const changes: Change[] = []
  const reader = new ByteReader(bytes, HEADER_BYTES)
  const count = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true)
  try {
    while (!reader.isAtEnd) {
      const tag = reader.byte()
      if (tag !== DELETION && tag !== VALUE) break
      const key = reader.slice()
      changes.push(tag === VALUE ? { key, value: reader.slice() } : { key })
    }
  } catch (error) {
    if (!(error instanceof BadBytes)) throw error
  }
  return { header: bytes.slice(0, 8), changes, count }
}

export function writeBatch({ header, changes }: Pick<Batch, 'header' | 'changes'>): Uint8Array {
  const parts: ArrayLike<number>[] = [header, uint32Bytes(changes.length)]
  for (const { key, value } of changes) {
    parts.push([value === undefined ? DELETION : VALUE], varintBytes(key.length), key)
    if (value !== undefined) parts.push(varintBytes(value.length), value)
  }
  return joinBytes(parts)
}
