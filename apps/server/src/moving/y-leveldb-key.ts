/**
 * The keys of y-leveldb: a list of texts and numbers, each led by a byte that says which. A text is led by its length in
 * UTF-8 bytes, as a variable-length integer of lib0; a number has four bytes, big-endian.
 */
export type KeyPart = string | number

const TEXT = 0
const NUMBER = 1

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The key's parts; undefined when y-leveldb wrote no such key. */
export function decodeKey(key: Uint8Array): readonly KeyPart[] | undefined {
  const parts: KeyPart[] = []
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength)
  let at = 0
  while (at < key.length) {
    const kind = key[at++]
    if (kind === NUMBER) {
      if (at + 4 > key.length) return undefined
      parts.push(view.getUint32(at))
      at += 4
      continue
    }
    if (kind !== TEXT) return undefined
    let length = 0
    let byte: number | undefined
    let factor = 1
    do {
      byte = key[at++]
      if (byte === undefined || factor > 2 ** 35) return undefined
      length += (byte & 0x7f) * factor
      factor *= 128
    } while (byte >= 0x80)
    if (at + length > key.length) return undefined
    try {
      parts.push(decoder.decode(key.subarray(at, at + length)))
    } catch {
      return undefined
    }
    at += length
  }
  return parts
}

export function encodeKey(parts: readonly KeyPart[]): Uint8Array {
  return Buffer.concat(parts.map(encodePart))
}

function encodePart(part: KeyPart): Uint8Array {
  if (typeof part === 'number') {
    const bytes = Buffer.alloc(5)
    bytes.writeUInt8(NUMBER)
    bytes.writeUInt32BE(part, 1)
    return bytes
  }
  const text = Buffer.from(part)
  const lead = [TEXT]
  let length = text.length
  for (; length >= 0x80; length = Math.floor(length / 128)) lead.push((length % 128) | 0x80)
  lead.push(length)
  return Buffer.concat([Buffer.from(lead), text])
}
