/** What an object costs besides its bytes: each chunk and each fragment that waits is one. */
const OBJECT_BYTES = 256
const FIRST_CONTROL_OPCODE = 8

/**
 * Follows WebSocket frames in the bytes of a connection, without keeping or judging any of them: tells how much of a
 * message is here that is not whole yet. ws itself says nothing of a message before its last byte.
 */
export class FrameMeter {
  /** How much is here of a header that is not complete. */
  #headerBytes = 0
  /** The header's first two bytes: what kind of frame it is, and how long. */
  #first = 0
  #second = 0
  /** The length that it tells. */
  #announcedBytes = 0
  /** Of the frame whose header is complete; 0 between frames. */
  #missingBytes = 0
  #frameBytes = 0
  #frameChunks = 0
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

  /** Whether nothing is here of a message that is not whole. */
  get isAtRest(): boolean {
    return this.#headerBytes === 0 && this.#missingBytes === 0 && this.#fragments === 0
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
    for (let at = from; at < chunk.length; at += 1) {
      this.#readHeaderByte(chunk[at] ?? 0)
      if (this.#headerBytes < this.#headerLength) continue
      this.#headerBytes = 0
      this.#frameBytes = this.#announcedBytes
      this.#missingBytes = this.#announcedBytes
      return at + 1
    }
    return chunk.length
  }

  #readHeaderByte(byte: number): void {
    const index = this.#headerBytes
    this.#headerBytes += 1
    if (index === 0) this.#first = byte
    else if (index === 1) {
      this.#second = byte
      this.#announcedBytes = this.#lengthBytes === 0 ? byte & 0x7f : 0
    } else if (index < 2 + this.#lengthBytes) {
      this.#announcedBytes = this.#announcedBytes * 256 + byte
    }
  }

  get #headerLength(): number {
    if (this.#headerBytes < 2) return 2
    return 2 + this.#lengthBytes + ((this.#second & 0x80) === 0 ? 0 : 4)
  }

  /** How many bytes tell a length for which the second byte has no room. */
  get #lengthBytes(): number {
    const short = this.#second & 0x7f
    return short === 127 ? 8 : short === 126 ? 2 : 0
  }

  get #isControl(): boolean {
    return (this.#first & 0x0f) >= FIRST_CONTROL_OPCODE
  }

  #endFrame(): boolean {
    if (!this.#isControl) {
      this.#fragmentBytes += this.#frameBytes
      this.#fragments += 1
    }
    const isWhole = (this.#first & 0x80) !== 0 && !this.#isControl
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

/** Meters for the connections of a server. Most of these have no part of a message here, and need none. */
export class FrameMeters {
  #spare: FrameMeter | undefined

  /** One that is at rest. */
  take(): FrameMeter {
    const meter = this.#spare ?? new FrameMeter()
    this.#spare = undefined
    return meter
  }

  /** Another connection may have it. It must be at rest. */
  giveBack(meter: FrameMeter): void {
    this.#spare = meter
  }
}
