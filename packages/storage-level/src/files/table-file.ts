import { BadBytes, ByteReader, joinBytes, uint32Bytes, varintBytes } from './byte-reader.ts'
import { crc32c, masked, uint32At } from './crc32c.ts'
import { unpackSnappy } from './snappy.ts'

// A table, as LevelDB's table_format.md has it: data blocks, a filter, an index of the metadata, the index of the data
// blocks and a footer that says where the two are. Each block is followed by its compression and its checksum.

const FOOTER_BYTES = 48
const MAGIC = [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb]
const TRAILER_BYTES = 5
const UNPACKED = 0
const SNAPPY = 1
/** No block is longer: it holds one row at least, and a row is at most some 40 MiB. */
const MAX_BLOCK_BYTES = 64 * 1024 * 1024

interface Handle {
  readonly offset: number
  readonly size: number
}

/** A data block, and the index's key for it: not before its last key, and before the next block's first. */
interface DataBlock extends Handle {
  readonly key: Uint8Array
}

export type TableCheck =
  | { readonly is: 'whole' }
  | {
      readonly is: 'damaged'
      readonly what: string
      /** The same table without what is damaged; undefined when nothing of it can be read. */
      readonly rest: Uint8Array | undefined
    }

/** Looks at every checksum of a table. */
export function checkTable(table: Uint8Array, sizeBytes = table.length): TableCheck {
  if (table.length < sizeBytes) return withoutIndex(table, sizeBytes, 'it was cut off')
  const end = sizeBytes - FOOTER_BYTES
  let metadata: Handle
  let blocks: readonly DataBlock[]
  try {
    if (end < 0 || !MAGIC.every((byte, at) => table[sizeBytes - 8 + at] === byte)) {
      throw new BadBytes('its end is not that of a table')
    }
    const footer = new ByteReader(table, end, sizeBytes)
    metadata = readHandle(footer)
    blocks = readIndex(readBlock(table, readHandle(footer)))
  } catch (error) {
    if (!(error instanceof BadBytes)) throw error
    return withoutIndex(table, sizeBytes, `its index: ${error.message}`)
  }
  const whole = blocks.filter((block) => isWhole(table, block))
  const isFilterWhole = filterIsWhole(table, metadata)
  if (whole.length === blocks.length && isFilterWhole) return { is: 'whole' }
  const lost = blocks.length - whole.length
  const what =
    lost > 0 ? `${lost} of ${blocks.length} blocks: the checksum does not match` : 'its filter'
  const rest = withIndex(table, sizeBytes, whole, isFilterWhole ? metadata : undefined)
  return { is: 'damaged', what, rest }
}

/** Finds the blocks from the front: each ends where its checksum matches. What follows a damaged one is given up. */
function withoutIndex(table: Uint8Array, sizeBytes: number, what: string): TableCheck {
  const blocks: DataBlock[] = []
  for (let offset = 0; ;) {
    const size = findBlockEnd(table, offset, Math.min(sizeBytes, table.length))
    const key = size === undefined ? undefined : lastKeyOf(table, { offset, size })
    if (size === undefined || key === undefined) break
    blocks.push({ offset, size, key })
    offset += size + TRAILER_BYTES
  }
  const padded = new Uint8Array(sizeBytes)
  padded.set(table.subarray(0, sizeBytes))
  const rest = blocks.length > 0 ? withIndex(padded, sizeBytes, blocks, undefined) : undefined
  return { is: 'damaged', what, rest }
}

/**
 * The table with another index, which names these blocks only. It stands behind the old end, because LevelDB looks for
 * the footer where the manifest says that the file ends.
 */
function withIndex(
  table: Uint8Array,
  sizeBytes: number,
  blocks: readonly DataBlock[],
  metadata: Handle | undefined,
): Uint8Array {
  const index = block(blocks.map(({ key, offset, size }) => [key, handleBytes({ offset, size })]))
  const noMetadata = block([])
  const indexAt = sizeBytes
  const metadataAt = indexAt + index.length
  const handles = [
    ...handleBytes(metadata ?? { offset: metadataAt, size: noMetadata.length - TRAILER_BYTES }),
    ...handleBytes({ offset: indexAt, size: index.length - TRAILER_BYTES }),
  ]
  const footer = new Uint8Array(FOOTER_BYTES)
  footer.set(handles)
  footer.set(MAGIC, FOOTER_BYTES - MAGIC.length)
  return joinBytes([table.subarray(0, sizeBytes - FOOTER_BYTES), footer, index, noMetadata])
}

/** A block of these entries with its trailer, in the plainest form that the format allows. */
function block(entries: readonly (readonly [Uint8Array, readonly number[]])[]): Uint8Array {
  const parts: ArrayLike<number>[] = []
  const restarts: Uint8Array[] = []
  let at = 0
  for (const [key, value] of entries) {
    restarts.push(uint32Bytes(at))
    const header = [0, ...varintBytes(key.length), ...varintBytes(value.length)]
    parts.push(header, key, value)
    at += header.length + key.length + value.length
  }
  if (restarts.length === 0) restarts.push(uint32Bytes(0))
  const content = joinBytes([...parts, ...restarts, uint32Bytes(restarts.length), [UNPACKED]])
  return joinBytes([content, uint32Bytes(masked(crc32c(content)))])
}

function readIndex(index: Uint8Array): readonly DataBlock[] {
  return entriesOf(index).map(({ key, value }) => ({
    key: new Uint8Array(key),
    ...readHandle(new ByteReader(value)),
  }))
}

function filterIsWhole(table: Uint8Array, metadata: Handle): boolean {
  try {
    const handles = entriesOf(readBlock(table, metadata))
    return handles.every(({ value }) => isWhole(table, readHandle(new ByteReader(value))))
  } catch (error) {
    if (error instanceof BadBytes) return false
    throw error
  }
}

function isWhole(table: Uint8Array, { offset, size }: Handle): boolean {
  const end = offset + size
  if (end + TRAILER_BYTES > table.length) return false
  return masked(crc32c(table, offset, end + 1)) === uint32At(table, end + 1)
}

function readBlock(table: Uint8Array, handle: Handle): Uint8Array {
  if (!isWhole(table, handle)) throw new BadBytes('the checksum does not match')
  return unpack(table, handle)
}

function unpack(table: Uint8Array, { offset, size }: Handle): Uint8Array {
  const content = table.subarray(offset, offset + size)
  const compression = table[offset + size]
  if (compression === UNPACKED) return content
  if (compression === SNAPPY) return unpackSnappy(content)
  throw new BadBytes('its compression is unknown')
}

function entriesOf(
  content: Uint8Array,
): { readonly key: Uint8Array; readonly value: Uint8Array }[] {
  if (content.length < 4) throw new BadBytes('a block is too short')
  const restarts = uint32At(content, content.length - 4)
  const end = content.length - 4 - restarts * 4
  if (end < 0) throw new BadBytes('a block is too short')
  const reader = new ByteReader(content, 0, end)
  const entries: { key: Uint8Array; value: Uint8Array }[] = []
  let before = new Uint8Array(0)
  while (!reader.isAtEnd) {
    const shared = reader.varint()
    const unshared = reader.varint()
    const length = reader.varint()
    if (shared > before.length) throw new BadBytes('a key is out of range')
    const key = joinBytes([before.subarray(0, shared), reader.take(unshared)])
    entries.push({ key, value: reader.take(length) })
    before = new Uint8Array(key)
  }
  return entries
}

/** The length of the block that begins here, as its checksum gives it away. */
function findBlockEnd(table: Uint8Array, offset: number, end: number): number | undefined {
  let crc = 0
  const last = Math.min(end - TRAILER_BYTES, offset + MAX_BLOCK_BYTES)
  for (let at = offset; at <= last; at++) {
    const kind = table[at]
    if (at - offset >= 8 && (kind === UNPACKED || kind === SNAPPY)) {
      if (masked(crc32c(table, at, at + 1, crc)) === uint32At(table, at + 1)) return at - offset
    }
    crc = crc32c(table, at, at + 1, crc)
  }
  return undefined
}

/** Undefined when it is no block of rows. */
function lastKeyOf(table: Uint8Array, handle: Handle): Uint8Array | undefined {
  try {
    const key = entriesOf(unpack(table, handle)).at(-1)?.key
    // An internal key ends with eight bytes of LevelDB's own; the metadata's are plain text.
    return key !== undefined && key.length > 8 && key[0] === 1 ? key : undefined
  } catch (error) {
    if (error instanceof BadBytes) return undefined
    throw error
  }
}

function readHandle(reader: ByteReader): Handle {
  return { offset: reader.varint(), size: reader.varint() }
}

function handleBytes({ offset, size }: Handle): number[] {
  return [...varintBytes(offset), ...varintBytes(size)]
}
