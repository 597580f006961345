import { ProtocolError } from './errors.ts'
import { FRAGMENT_BYTES } from './limits.ts'
import * as messageType from './message-type.ts'
import type { Fragment } from './message.ts'
import { encodeFields } from './wire.ts'

/**
 * The frames that carry a message to a peer that said hello: the frame itself, or its fragments in order.
 *
 * @param fragmentBytes How much of the message one fragment holds. @default FRAGMENT_BYTES
 */
export function fragmentFrame(
  frame: Uint8Array,
  fragmentBytes: number = FRAGMENT_BYTES,
): Uint8Array[] {
  if (!Number.isSafeInteger(fragmentBytes) || fragmentBytes < 1) {
    throw new RangeError(
      `Cannot cut fragments of ${fragmentBytes} bytes: use a whole number from 1`,
    )
  }
  if (frame.length <= fragmentBytes) return [frame]
  const frames: Uint8Array[] = []
  for (let offset = 0; offset < frame.length; offset += fragmentBytes) {
    const bytes = frame.subarray(offset, offset + fragmentBytes)
    frames.push(encodeFields(messageType.fragment, frame.length, offset, bytes))
  }
  return frames
}

/**
 * Puts fragments together again, one message at a time. Memory grows with the bytes that really came, to twice as many
 * at most, never with the length that a peer announced. After an error it is of no more use: the peer is closed.
 */
export class FragmentAssembler {
  readonly #maxBytes: number
  #frame = new Uint8Array(0)
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
   * Takes the next part; returns the whole message's frame with the last one. Keeps a copy, not the part.
   *
   * @throws {ProtocolError} `BAD_FRAGMENT` when a part is out of place or holds a fragment itself, `TOO_LARGE` when the
   * message is over the limit.
   */
  add(fragment: Fragment): Uint8Array | undefined {
    this.#check(fragment)
    const { totalBytes, offset, bytes } = fragment
    this.#totalBytes = totalBytes
    this.#received = offset + bytes.length
    this.#makeRoom()
    this.#frame.set(bytes, offset)
    return this.#received === totalBytes ? this.#finish() : undefined
  }

  #check({ totalBytes, offset, bytes }: Fragment): void {
    if (totalBytes > this.#maxBytes) {
      throw new ProtocolError(
        'TOO_LARGE',
        `a fragmented message of ${totalBytes} bytes; at most ${this.#maxBytes} are allowed`,
      )
    }
    const isNext = offset === this.#received && (offset === 0 || totalBytes === this.#totalBytes)
    if (!isNext || bytes.length === 0 || offset + bytes.length > totalBytes) {
      throw new ProtocolError('BAD_FRAGMENT', 'a fragment is out of place')
    }
    if (offset === 0 && bytes[0] === messageType.fragment) {
      throw new ProtocolError('BAD_FRAGMENT', 'a fragmented message is a fragment itself')
    }
  }

  /**
   * Doubles the room, rather than keep a list of parts: a list of one-byte parts costs a hundred times their bytes. The
   * room never exceeds the total, so it has exactly the message's size when the message is complete.
   */
  #makeRoom(): void {
    if (this.#received <= this.#frame.length) return
    const room = Math.max(this.#received, this.#frame.length * 2)
    const frame = new Uint8Array(Math.min(room, this.#totalBytes))
    frame.set(this.#frame)
    this.#frame = frame
  }

  #finish(): Uint8Array {
    const frame = this.#frame
    this.#frame = new Uint8Array(0)
    this.#totalBytes = 0
    this.#received = 0
    return frame
  }
}
