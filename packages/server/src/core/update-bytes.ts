import * as decoding from 'lib0/decoding'

/** What an update's bytes say does not hold, or is left to Yjs to read. */
export class NotPlain extends Error {}

const BYTE_MASK = 0x7f
const HAS_MORE = 0x80

/** Reads an update's bytes from the front, and makes nothing of what it only has to pass over. */
export class UpdateBytes {
  readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length
  }

  byte(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw new NotPlain()
    this.at += 1
    return byte
  }

  number(): number {
    let byte = this.byte()
    if (byte < HAS_MORE) return byte
    let value = byte & BYTE_MASK
    for (let unit = 128; ; unit *= 128) {
      byte = this.byte()
      value += (byte & BYTE_MASK) * unit
      if (value > Number.MAX_SAFE_INTEGER) throw new NotPlain()
      if (byte < HAS_MORE) return value
    }
  }

  /** A number that says how many there are of something; none would be strange. */
  count(): number {
    const count = this.number()
    if (count === 0) throw new NotPlain()
    return count
  }

  skipBytes(): void {
    this.#skip(this.number())
  }

  /** Passes over a text. Returns its length in UTF-16 code units: Yjs counts in those. */
  skipText(): number {
    const start = this.at
    const length = this.number()
    const from = this.at
    this.#skip(length)
    for (let at = from; at < this.at; at += 1) {
      if ((this.bytes[at] ?? 0) >= HAS_MORE) {
        this.at = start
        return this.text().length
      }
    }
    return length
  }

  text(): string {
    return this.#read(decoding.readVarString)
  }

  skipJson(): void {
    JSON.parse(this.text())
  }

  skipAny(): void {
    this.#read(decoding.readAny)
  }

  #skip(length: number): void {
    if (length > this.bytes.length - this.at) throw new NotPlain()
    this.at += length
  }

  /** As Yjs reads it. */
  #read<T>(read: (decoder: decoding.Decoder) => T): T {
    const decoder = decoding.createDecoder(this.bytes)
    decoder.pos = this.at
    const value = read(decoder)
    if (decoder.pos > this.bytes.length) throw new NotPlain()
    this.at = decoder.pos
    return value
  }
}
