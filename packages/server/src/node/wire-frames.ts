import { concatenated } from '../core/concatenated.ts'

/** The first byte of a WebSocket frame that is a whole binary message (RFC 6455, section 5.2). */
const WHOLE_BINARY = 0x82
/** How many of what was encoded last are kept: a room's tick sends few different things to all of its peers. */
const KEPT = 4

/**
 * What peers are sent as it stands on the wire. A server's frames are not masked, so what a room tells all of its peers is
 * the same bytes for each: these are put together once, with the frames' heads, and shared.
 */
export class WireFrames {
  readonly #frames: (readonly Uint8Array[])[] = []
  readonly #bytes: Uint8Array[] = []
  #next = 0

  /** These frames, one after the other. Of the same array of frames the same bytes, if it is among the last ones. */
  of(frames: readonly Uint8Array[]): Uint8Array {
    const index = this.#frames.indexOf(frames)
    const known = index < 0 ? undefined : this.#bytes[index]
    if (known) return known
    const bytes = framed(frames)
    this.#frames[this.#next] = frames
    this.#bytes[this.#next] = bytes
    this.#next = (this.#next + 1) % KEPT
    return bytes
  }
}

/** The head of the frame of a whole binary message of so many bytes. */
export function headOf(length: number): Uint8Array {
  if (length < 126) return Uint8Array.of(WHOLE_BINARY, length)
  if (length < 65_536) return Uint8Array.of(WHOLE_BINARY, 126, length >> 8, length & 0xff)
  const head = new Uint8Array(10)
  head.set([WHOLE_BINARY, 127])
  new DataView(head.buffer).setBigUint64(2, BigInt(length))
  return head
}

/** The longest message whose length stands in the second byte of its head. */
const SHORT = 125

function framed(frames: readonly Uint8Array[]): Uint8Array {
  const [frame] = frames
  if (frames.length !== 1 || frame === undefined || frame.length > SHORT) {
    return concatenated(frames.flatMap((one) => [headOf(one.length), one]))
  }
  // A letter that somebody typed: nearly all that there is to send. A stream would make a buffer of it if it were none.
  const bytes = Buffer.allocUnsafe(2 + frame.length)
  bytes[0] = WHOLE_BINARY
  bytes[1] = frame.length
  bytes.set(frame, 2)
  return bytes
}
