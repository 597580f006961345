import { BadBytes, ByteReader } from './byte-reader.ts'

/** Unpacks what was packed as Snappy's format_description.txt says. Throws {@link BadBytes} for anything else. */
export function unpackSnappy(packed: Uint8Array): Uint8Array {
  const reader = new ByteReader(packed)
  const length = reader.varint()
  // A copy makes at most 64 bytes of two.
  if (length > packed.length * 32) throw new BadBytes('its length is out of range')
  const out = new Uint8Array(length)
  let at = 0
  while (!reader.isAtEnd) {
    const tag = reader.byte()
    const kind = tag & 3
    if (kind === 0) {
      let size = tag >> 2
      if (size >= 60) size = littleEndian(reader.take(size - 59))
      const literal = reader.take(size + 1)
      if (literal.length > length - at) throw new BadBytes('it is longer than it says')
      out.set(literal, at)
      at += literal.length
      continue
    }
    const size = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
    const offset =
      kind === 1 ? ((tag >> 5) << 8) | reader.byte() : littleEndian(reader.take(kind === 2 ? 2 : 4))
    if (offset === 0 || offset > at || size > length - at)
      throw new BadBytes('a copy is out of range')
    // Byte by byte: a copy may run into what it makes.
    for (let i = 0; i < size; i++) out[at + i] = out[at + i - offset] ?? 0
    at += size
  }
  if (at !== length) throw new BadBytes('it is shorter than it says')
  return out
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0)
}
