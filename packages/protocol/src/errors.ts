/** What is wrong with a frame. Stable: it may be logged, counted and tested for. */
export type ProtocolErrorCode =
  | 'EMPTY'
  | 'TRUNCATED'
  | 'TRAILING_BYTES'
  | 'UNKNOWN_TYPE'
  | 'BAD_TEXT'
  | 'BAD_NUMBER'
  | 'BAD_AWARENESS'
  | 'BAD_FRAGMENT'
  | 'BAD_UPDATE'
  | 'TOO_LARGE'

/** A peer sent bytes that are not a message. Close that peer; nobody else is concerned. */
export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode

  constructor(code: ProtocolErrorCode, message: string) {
    super(message)
    this.name = 'ProtocolError'
    this.code = code
  }
}
