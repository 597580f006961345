import { ProtocolError } from './errors.ts'
import { FRAGMENT_BYTES } from './limits.ts'
import * as messageType from './message-type.ts'
import type { Fragment } from './message.ts'
import { encodeFields } from './wire.ts'

/**
 * The frames that carry a message to a peer that said hello: the frame itself, or its fragments in order.
 *
 * @param fragmentBytes How much of the message one fragment holds, from 1. @default FRAGMENT_BYTES
 */
export function fragmentFrame<Bytes extends Uint8Array>(
  frame: Bytes,
  fragmentBytes = FRAGMENT_BYTES,
): (Bytes | Uint8Array<ArrayBuffer>)[] {
  if (frame.length <= fragmentBytes) return [frame]
  const frames: Uint8Array<ArrayBuffer>[] = []
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
  #receivedBytes = 0

  /** @param maxBytes The largest message to put together, in bytes. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** How much of the message that has begun is here, in bytes. */
  get progress(): { readonly receivedBytes: number; readonly totalBytes: number } {
    return { receivedBytes: this.#receivedBytes, totalBytes: this.#totalBytes }
  }

  /**
   * Takes the next part; returns the whole message's frame with the last one. Keeps a copy, not the part.
   *
   * @throws {ProtocolError} `BAD_FRAGMENT` when a part is out of place or holds a fragment itself, `TOO_LARGE` when the
   * message is over the limit.
   */
  add({ totalBytes, offset, bytes }: Fragment): Uint8Array | undefined {
    const end = offset + bytes.length
    if (totalBytes > this.#maxBytes) {
      throw new ProtocolError(
        'TOO_LARGE',
        `a message of ${totalBytes} bytes; at most ${this.#maxBytes} are allowed`,
      )
    }
    const isOfThisMessage = offset === 0 || totalBytes === this.#totalBytes
    const isNext = isOfThisMessage && offset === this.#receivedBytes && end <= totalBytes
    const isFragmentOfFragment = offset === 0 && bytes[0] === messageType.fragment
    if (!isNext || bytes.length === 0 || isFragmentOfFragment) {
      throw new ProtocolError('BAD_FRAGMENT')
    }
    const frame = this.#withRoom(end, totalBytes)
    frame.set(bytes, offset)
    const isWhole = end === totalBytes
    this.#frame = isWhole ? new Uint8Array(0) : frame
    this.#totalBytes = isWhole ? 0 : totalBytes
    this.#receivedBytes = isWhole ? 0 : end
    return isWhole ? frame : undefined
  }

  /**
   * Doubles the room, rather than keep a list of parts: a list of one-byte parts costs a hundred times their bytes. The
   * room never exceeds the total, so it has exactly the message's size when the message is complete.
   */
  #withRoom(bytes: number, totalBytes: number): Uint8Array<ArrayBuffer> {
    if (bytes <= this.#frame.length) return this.#frame
    const room = Math.max(bytes, this.#frame.length * 2)
    const frame = new Uint8Array(Math.min(room, totalBytes))
    frame.set(this.#frame)
    return frame
  }
}
