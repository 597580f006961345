/** Reads lib0's numbers out of a shared buffer, without an object for each. */
export class VarintReader {
  #bytes: Uint8Array = new Uint8Array()
  #at = 0
  #end = 0

  /** Reads from here on. */
  from(bytes: Uint8Array, start: number, end: number): this {
    this.#bytes = bytes
    this.#at = start
    this.#end = end
    return this
  }

  get bytes(): Uint8Array {
    return this.#bytes
  }

  get at(): number {
    return this.#at
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#end
  }

  /** @throws {RangeError} Past the end. */
  byte(): number {
    if (this.#at >= this.#end) throw new RangeError('A message ends too early')
    return this.#bytes[this.#at++] ?? 0
  }

  /** @throws {RangeError} Past the end. */
  number(): number {
    let byte = this.byte()
    let value = byte & 0x7f
    for (let factor = 128; byte >= 0x80; factor *= 128) {
      byte = this.byte()
      value += (byte & 0x7f) * factor
    }
    return value
  }

  /**
   * Goes past a number and as many bytes as it says.
   *
   * @returns How many those were.
   * @throws {RangeError} Past the end.
   */
  skipBytes(): number {
    const length = this.number()
    this.#at += length
    if (this.#at > this.#end) throw new RangeError('A message ends too early')
    return length
  }
}
