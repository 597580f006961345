const SECRET = 'SECRET-OF-ANOTHER-PEER'

/** Every way in which a frame may lie in memory: alone, and as a view with somebody else's bytes on both sides. */
export function everyPlacement(frame: Uint8Array): Uint8Array[] {
  const secret = new TextEncoder().encode(SECRET)
  const buffer = new Uint8Array(frame.length + 2 * secret.length)
  buffer.set(secret)
  buffer.set(frame, secret.length)
  buffer.set(secret, secret.length + frame.length)
  const end = secret.length + frame.length
  // A WebSocket server gets Buffers, whose slice is a view, and which Node cuts from a pool.
  return [
    new Uint8Array(frame),
    buffer.subarray(secret.length, end),
    Buffer.from(buffer.buffer).subarray(secret.length, end),
  ]
}

/** Whether any text or any byte array in a decoded value, or the memory that the array sits in, holds the secret. */
export function holdsSecret(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(SECRET.slice(0, 6))
  if (value instanceof Uint8Array) {
    return holdsSecret(new TextDecoder().decode(value.buffer))
  }
  if (typeof value === 'object' && value !== null) return Object.values(value).some(holdsSecret)
  return false
}

/** All byte arrays in a decoded value. */
export function byteArraysIn(value: object | string): Uint8Array[] {
  return Object.values(value).filter((field) => field instanceof Uint8Array)
}
