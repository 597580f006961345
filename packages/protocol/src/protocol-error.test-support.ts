import { expect } from 'vitest'
import { ProtocolError, type ProtocolErrorCode } from './errors.ts'

/** Matches a ProtocolError with this code, and no other error: `expect(…).toThrow(protocolError('TRUNCATED'))`. */
export function protocolError(code: ProtocolErrorCode): unknown {
  return expect.objectContaining({ constructor: ProtocolError, name: 'ProtocolError', code })
}

/** What a decoder comes to: its result or a ProtocolError's code. Anything else that is thrown goes through. */
export function outcomeOf<T>(decode: () => T): T | ProtocolErrorCode {
  try {
    return decode()
  } catch (error) {
    if (error instanceof ProtocolError) return error.code
    throw error
  }
}
