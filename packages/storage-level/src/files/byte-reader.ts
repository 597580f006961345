/** What ends early or cannot be what it should. */
export class BadBytes extends Error {}

/** Reads LevelDB's encodings from front to back; throws {@link BadBytes} past the end. */
export class ByteReader {
  readonly #bytes: Uint8Array
  #at: number
  readonly #end: number

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
  }

  get position(): number {
    return this.#at
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#end
  }

  byte(): number {
    const byte = this.#at < this.#end ? this.#bytes[this.#at] : undefined
    if (byte === undefined) throw new BadBytes('it ends early')
    this.#at += 1
    return byte
  }

  /** Up to 2^53; none of ours is larger. */
  varint(): number {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte()
      value += (byte & 0x7f) * factor
      if (value > Number.MAX_SAFE_INTEGER) throw new BadBytes('a number is out of range')
      if (byte < 128) return value
    }
  }

  take(length: number): Uint8Array {
    if (length > this.#end - this.#at) throw new BadBytes('it ends early')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  /** Bytes with their length before them. */
  slice(): Uint8Array {
    return this.take(this.varint())
  }
}

/** Appends what {@link ByteReader} reads. */
export function varintBytes(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
  return bytes
}

/** Joins the parts into bytes of their own. */
export function joinBytes(parts: readonly ArrayLike<number>[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

export function uint32Bytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value, true)
  return bytes
}
