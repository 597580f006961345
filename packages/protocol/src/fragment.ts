import { ProtocolError } from './errors.ts'
import { FRAGMENT_BYTES } from './limits.ts'
import { encodeMessage, type Fragment } from './message.ts'

/** The frames that carry a message to a peer that said hello: the frame itself, or its fragments in order. */
export function fragmentFrame(frame: Uint8Array, fragmentBytes: number = FRAGMENT_BYTES): Uint8Array[] {
  if (frame.length <= fragmentBytes) return [frame]
  const frames: Uint8Array[] = []
  for (let offset = 0; offset < frame.length; offset += fragmentBytes) {
    const bytes = frame.subarray(offset, offset + fragmentBytes)
    frames.push(encodeMessage({ type: 'fragment', totalBytes: frame.length, offset, bytes }))
  }
  return frames
}

/**
 * Puts fragments together again, one message at a time. Memory grows with the bytes that really came, never with the
 * length that a peer announced.
 */
export class FragmentAssembler {
  readonly #maxBytes: number
  #parts: Uint8Array[] = []
  #totalBytes = 0
  #received = 0

  /** @param maxBytes The largest message to put together, in bytes. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Whether a message has begun and not ended. */
  get isPartial(): boolean {
    return this.#received > 0
  }

  /** How much of the message that has begun is here, in bytes. */
  get progress(): { readonly receivedBytes: number; readonly totalBytes: number } {
    return { receivedBytes: this.#received, totalBytes: this.#totalBytes }
  }

  /**
   * Takes the next part; returns the whole message's frame with the last one.
   *
   * @throws {ProtocolError} `BAD_FRAGMENT` when a part is out of place, `TOO_LARGE` when the message is over the limit.
   */
  add(fragment: Fragment): Uint8Array | undefined {
    const { totalBytes, offset, bytes } = fragment
    if (totalBytes > this.#maxBytes) {
      throw new ProtocolError('TOO_LARGE', `a fragmented message of ${totalBytes} bytes; at most ${this.#maxBytes} are allowed`)
    }
    const isNext = offset === this.#received && (offset === 0 || totalBytes === this.#totalBytes)
    if (!isNext || bytes.length === 0 || offset + bytes.length > totalBytes) {
      throw new ProtocolError('BAD_FRAGMENT', 'a fragment is out of place')
    }
    this.#totalBytes = totalBytes
    this.#parts.push(bytes)
    this.#received += bytes.length
    return this.#received === totalBytes ? this.#finish() : undefined
  }

  #finish(): Uint8Array {
    const frame = new Uint8Array(this.#totalBytes)
    let offset = 0
    for (const part of this.#parts) {
      frame.set(part, offset)
      offset += part.length
    }
    this.#parts = []
    this.#totalBytes = 0
    this.#received = 0
    return frame
  }
}
