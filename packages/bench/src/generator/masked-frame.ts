const BINARY = 0x82
const PONG = 0x8a
const MASKED = 0x80
// Not zeroes: `ws` leaves out its work for those, and a browser's are random.
const MASK = [0x37, 0xfa, 0x21, 0x3d] as const

/** A WebSocket message as a client sends it (RFC 6455, section 5.2), in one frame. */
export function maskedFrame(payload: Uint8Array): Uint8Array {
  return masked(BINARY, payload)
}

/** The answer to a ping with that payload. */
export function maskedPong(payload: Uint8Array): Uint8Array {
  return masked(PONG, payload)
}

function masked(head: number, payload: Uint8Array): Uint8Array {
  const { length } = payload
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8
  const frame = new Uint8Array(2 + lengthBytes + MASK.length + length)
  const view = new DataView(frame.buffer)
  frame[0] = head
  frame[1] = MASKED | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127)
  if (lengthBytes === 2) view.setUint16(2, length)
  if (lengthBytes === 8) view.setBigUint64(2, BigInt(length))
  const maskAt = 2 + lengthBytes
  frame.set(MASK, maskAt)
  const at = maskAt + MASK.length
  for (let index = 0; index < length; index += 1) {
    frame[at + index] = (payload[index] ?? 0) ^ (MASK[index & 3] ?? 0)
  }
  return frame
}
