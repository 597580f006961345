/** What is wrong with a frame. Stable: it may be logged, counted and tested for. */
export type ProtocolErrorCode =
  | 'EMPTY'
  /** It ends before its last field does. */
  | 'TRUNCATED'
  /** It goes on after its last field. */
  | 'TRAILING_BYTES'
  /** Its type is not known, or has no place here. */
  | 'UNKNOWN_TYPE'
  /** A text is not valid UTF-8. */
  | 'BAD_TEXT'
  /** A number is over 2^53 − 1, not in its shortest form, or makes no sense where it is. */
  | 'BAD_NUMBER'
  /** A state is neither a JSON object nor `null`, or nests too deep, or a patch does not fit what it patches. */
  | 'BAD_AWARENESS'
  /** It is not the next part of its message, or holds a fragment. */
  | 'BAD_FRAGMENT'
  | 'BAD_UPDATE'
  | 'TOO_LARGE'

/** A peer sent bytes that are not a message. Close that peer; nobody else is concerned. */
export class ProtocolError extends Error {
  readonly code: ProtocolErrorCode

  /** @param message What the code does not say. @default the code in small letters */
  constructor(code: ProtocolErrorCode, message = code.toLowerCase().replace('_', ' ')) {
    super(message)
    this.name = 'ProtocolError'
    this.code = code
  }
}
