/** Up to here a loop is faster than a view, in bytes. */
const SHORT_BYTES = 64
const LEAST_BYTES = 32

/** Bytes that others are put behind. */
export class GrowingBytes {
  #bytes = new Uint8Array(LEAST_BYTES)
  #length = 0

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /** Copies what is there from one place to another. */
  add(source: Uint8Array, from: number, to: number): void {
    const end = this.#length + to - from
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2))
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    if (to - from > SHORT_BYTES) this.#bytes.set(source.subarray(from, to), this.#length)
    else {
      for (let at = from; at < to; at += 1) this.#bytes[this.#length + at - from] = source[at] ?? 0
    }
    this.#length = end
  }
}
