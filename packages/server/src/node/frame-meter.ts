/** What an object costs besides its bytes: each chunk and each fragment that waits is one. */
const OBJECT_BYTES = 256
const LONGEST_HEADER = 14
const FIRST_CONTROL_OPCODE = 8

/**
 * Follows WebSocket frames in the bytes of a connection, without keeping or judging any of them: tells how much of a
 * message is here that is not whole yet. ws itself says nothing of a message before its last byte.
 */
export class FrameMeter {
  readonly #header = new Uint8Array(LONGEST_HEADER)
  #headerBytes = 0
  /** Of the frame whose header is complete; 0 between frames. */
  #missingBytes = 0
  #frameBytes = 0
  #frameChunks = 0
  #isControl = false
  #isFinal = false
  #fragmentBytes = 0
  #fragments = 0
  #parts = 0

  /** What lies in memory of a message that is not whole, in bytes, with what the parts cost besides. */
  get heldBytes(): number {
    const arrived = this.#isControl ? 0 : this.#frameBytes - this.#missingBytes
    const parts = this.#frameChunks + this.#fragments
    return this.#fragmentBytes + arrived + parts * OBJECT_BYTES
  }

  /** How large the message that has begun is going to be at least, in bytes. */
  get expectedBytes(): number {
    return this.#fragmentBytes + (this.#isControl ? 0 : this.#frameBytes)
  }

  /** How many frames have ended that were no message: pings, pongs, and the parts of a message but its last. */
  get parts(): number {
    return this.#parts
  }

  /** Takes the next bytes. Returns whether a message ended in them. */
  read(chunk: Uint8Array): boolean {
    let hasEnded = false
    for (let at = 0; at < chunk.length;) {
      if (this.#missingBytes === 0) {
        at = this.#readHeader(chunk, at)
        if (this.#headerBytes > 0) break
      }
      const here = Math.min(this.#missingBytes, chunk.length - at)
      at += here
      this.#missingBytes -= here
      if (this.#missingBytes === 0) hasEnded = this.#endFrame() || hasEnded
    }
    if (this.#missingBytes > 0 || this.#headerBytes > 0) this.#frameChunks += 1
    return hasEnded
  }

  #readHeader(chunk: Uint8Array, from: number): number {
    let at = from
    while (at < chunk.length && this.#headerBytes < this.#headerLength()) {
      this.#header[this.#headerBytes] = chunk[at] ?? 0
      this.#headerBytes += 1
      at += 1
    }
    if (this.#headerBytes === this.#headerLength()) this.#beginFrame()
    return at
  }

  #headerLength(): number {
    if (this.#headerBytes < 2) return 2
    const second = this.#header[1] ?? 0
    const lengthBytes = (second & 0x7f) === 127 ? 8 : (second & 0x7f) === 126 ? 2 : 0
    return 2 + lengthBytes + ((second & 0x80) === 0 ? 0 : 4)
  }

  #beginFrame(): void {
    const [first = 0, second = 0] = this.#header
    this.#isFinal = (first & 0x80) !== 0
    this.#isControl = (first & 0x0f) >= FIRST_CONTROL_OPCODE
    this.#frameBytes = this.#payloadLength(second & 0x7f)
    this.#missingBytes = this.#frameBytes
    this.#headerBytes = 0
  }

  #payloadLength(short: number): number {
    if (short < 126) return short
    const lengthBytes = this.#header.subarray(2, short === 126 ? 4 : 10)
    return lengthBytes.reduce((length, byte) => length * 256 + byte, 0)
  }

  #endFrame(): boolean {
    if (!this.#isControl) {
      this.#fragmentBytes += this.#frameBytes
      this.#fragments += 1
    }
    const isWhole = this.#isFinal && !this.#isControl
    if (isWhole) {
      this.#fragmentBytes = 0
      this.#fragments = 0
    } else {
      this.#parts += 1
    }
    this.#frameBytes = 0
    this.#frameChunks = 0
    return isWhole
  }
}
