const CONTINUATION = 0
const CONTROL = 8
const FIN = 0x80
const OPCODE = 0x0f
const LENGTH = 0x7f

/** What comes out of a stream of a server's frames. The bytes are only good until the call returns. */
export interface FrameListener {
  onMessage(bytes: Uint8Array, start: number, end: number): void
  /** A close, ping or pong; `opcode` as RFC 6455 has it. */
  onControl(opcode: number, payload: Uint8Array): void
}

/**
 * Cuts a server's stream into messages (RFC 6455, section 5). What is whole in a chunk is handed on where it lies; only
 * what is divided over chunks or frames is copied together. It trusts the server: a generator measures, it does not guard.
 */
export class FrameParser {
  readonly #listener: FrameListener
  /** The beginning of a frame whose end is still to come. */
  #pending = new Uint8Array()
  #pendingBytes = 0
  /** The first frames of a message in several. */
  #parts: Uint8Array[] = []

  constructor(listener: FrameListener) {
    this.#listener = listener
  }

  /** Takes what came next, at the beginning of `chunk`. */
  push(chunk: Uint8Array, length: number): void {
    let at = 0
    while (this.#pendingBytes > 0) {
      const wanted = this.#wantedOfPending()
      const taken = Math.min(wanted, length - at)
      this.#hold(chunk, at, at + taken, this.#pendingBytes + wanted)
      at += taken
      if (taken < wanted) return
      const whole = frameEnd(this.#pending, 0, this.#pendingBytes)
      if (whole === undefined || whole > this.#pendingBytes) continue
      const { buffer } = this.#pending
      const bytes = new Uint8Array(buffer, 0, whole)
      this.#pending = new Uint8Array()
      this.#pendingBytes = 0
      this.#frame(bytes, 0, whole)
    }
    while (at < length) {
      const end = frameEnd(chunk, at, length)
      if (end === undefined || end > length) {
        this.#hold(chunk, at, length, (end ?? length) - at)
        return
      }
      this.#frame(chunk, at, end)
      at = end
    }
  }

  /** How many bytes the pending frame lacks, or its head if that is not whole. */
  #wantedOfPending(): number {
    const end = frameEnd(this.#pending, 0, this.#pendingBytes)
    return end === undefined ? 1 : Math.max(0, end - this.#pendingBytes)
  }

  #hold(chunk: Uint8Array, start: number, end: number, capacity: number): void {
    if (capacity > this.#pending.length) {
      const grown = new Uint8Array(capacity)
      grown.set(this.#pending.subarray(0, this.#pendingBytes))
      this.#pending = grown
    }
    this.#pending.set(chunk.subarray(start, end), this.#pendingBytes)
    this.#pendingBytes += end - start
  }

  #frame(bytes: Uint8Array, start: number, end: number): void {
    const head = bytes[start] ?? 0
    const opcode = head & OPCODE
    const isLast = (head & FIN) !== 0
    const at = start + headBytes(bytes, start)
    if (opcode >= CONTROL) {
      this.#listener.onControl(opcode, bytes.slice(at, end))
    } else if (opcode !== CONTINUATION && isLast) {
      this.#listener.onMessage(bytes, at, end)
    } else {
      this.#parts.push(bytes.slice(at, end))
      if (!isLast) return
      const whole = Buffer.concat(this.#parts)
      this.#parts = []
      this.#listener.onMessage(whole, 0, whole.length)
    }
  }
}

function headBytes(bytes: Uint8Array, start: number): number {
  const length = (bytes[start + 1] ?? 0) & LENGTH
  return length < 126 ? 2 : length === 126 ? 4 : 10
}

/** Where the frame ends that starts here, or undefined as long as its head is not whole. */
function frameEnd(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start < 2) return undefined
  const head = headBytes(bytes, start)
  if (end - start < head) return undefined
  let length = (bytes[start + 1] ?? 0) & LENGTH
  if (length >= 126) {
    length = 0
    for (let at = start + 2; at < start + head; at += 1) length = length * 256 + (bytes[at] ?? 0)
  }
  return start + head + length
}
