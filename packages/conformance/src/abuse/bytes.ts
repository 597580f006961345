import * as encoding from 'lib0/encoding'

export const MIB = 1024 * 1024

/** Bytes from hexadecimal digits; spaces are only for the eye. */
export function hex(digits: string): Buffer {
  return Buffer.from(digits.replaceAll(/\s/g, ''), 'hex')
}

/** The header of a client's frame, masked with zeros, so that the payload goes as it is. */
export function frameHeader(payloadBytes: number, opcode = 2, isFinal = true): Buffer {
  const first = opcode | (isFinal ? 0x80 : 0)
  if (payloadBytes < 126) return Buffer.from([first, payloadBytes | 0x80, 0, 0, 0, 0])
  const header = Buffer.alloc(payloadBytes < 65_536 ? 8 : 14)
  header[0] = first
  header[1] = payloadBytes < 65_536 ? 0xfe : 0xff
  if (payloadBytes < 65_536) header.writeUInt16BE(payloadBytes, 2)
  else header.writeBigUInt64BE(BigInt(payloadBytes), 2)
  return header
}

/** A client's whole frame. */
export function frame(payload: Uint8Array, opcode = 2, isFinal = true): Buffer {
  return Buffer.concat([frameHeader(payload.length, opcode, isFinal), payload])
}

/** Numbers as lib0 writes them, one after another. */
export function varUints(...numbers: readonly number[]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const number of numbers) encoding.writeVarUint(encoder, number)
  })
}

/** The same again and again. */
export function times(count: number, bytes: Uint8Array): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => bytes))
}
