const END_OF_HEAD = '\r\n\r\n'

/** Reads the WebSocket messages out of one direction of a connection that begins with HTTP's upgrade. */
export class FrameReader {
  #buffer = Buffer.alloc(0)
  #isUpgraded = false

  /** Takes what came next, and returns the payloads of the binary messages that it completes. */
  read(bytes: Buffer): readonly Buffer[] {
    this.#buffer = Buffer.concat([this.#buffer, bytes])
    if (!this.#isUpgraded) {
      const end = this.#buffer.indexOf(END_OF_HEAD)
      if (end === -1) return []
      this.#isUpgraded = true
      this.#buffer = this.#buffer.subarray(end + END_OF_HEAD.length)
    }
    const payloads: Buffer[] = []
    for (let frame = this.#take(); frame; frame = this.#take()) {
      if (frame.opcode === 2) payloads.push(frame.payload)
      if (frame.opcode === 0) throw new Error('Cannot judge a message that came in frames')
    }
    return payloads
  }

  #take(): { readonly opcode: number; readonly payload: Buffer } | undefined {
    const [first = 0, second = 0] = this.#buffer
    const lengthBytes = { 126: 2, 127: 8 }[second & 127] ?? 0
    const maskAt = 2 + lengthBytes
    const from = maskAt + (second & 128 ? 4 : 0)
    if (this.#buffer.length < Math.max(2, from)) return undefined
    // Of eight bytes the first two are zero: nobody sends that much here.
    const significant = Math.min(lengthBytes, 6)
    const length =
      lengthBytes === 0 ? second & 127 : this.#buffer.readUIntBE(maskAt - significant, significant)
    if (this.#buffer.length < from + length) return undefined
    const mask = this.#buffer.subarray(maskAt, from)
    const payload = Buffer.from(this.#buffer.subarray(from, from + length))
    if (mask.length > 0) payload.forEach((byte, at) => (payload[at] = byte ^ (mask[at % 4] ?? 0)))
    this.#buffer = this.#buffer.subarray(from + length)
    return { opcode: first & 15, payload }
  }
}
