import * as encoding from 'lib0/encoding'
import { decodeUtf8 } from 'lib0/string'
import { ProtocolError } from './errors.ts'

/** The place value of a number's eighth group of seven bits, the last that 2^53 − 1 needs. */
const LAST_SCALE = 2 ** 49

/**
 * Reads one message's fields and turns every fault of the bytes into a {@link ProtocolError}. Never looks past the end
 * of what it was given, which may be a view of a larger buffer with somebody else's bytes around it.
 */
export class FieldReader {
  readonly #source: Uint8Array
  /** How much of it has been read, in bytes. */
  position = 0

  constructor(source: Uint8Array) {
    this.#source = source
  }

  get isAtEnd(): boolean {
    return this.position === this.#source.length
  }

  /** A whole number from 0 to 2^53 − 1 in its shortest form. */
  number(): number {
    // Not lib0's readVarUint: it takes numbers over 2^53, inexactly, and returns NaN for enough padding.
    let value = 0
    for (let scale = 1; scale <= LAST_SCALE; scale *= 0x80) {
      const byte = this.#source[this.position]
      if (byte === undefined) throw new ProtocolError('TRUNCATED')
      this.position += 1
      value += (byte & 0x7f) * scale
      if (byte >= 0x80) continue
      const isShortest = byte > 0 || scale === 1
      if (isShortest && value <= Number.MAX_SAFE_INTEGER) return value
      break
    }
    throw new ProtocolError('BAD_NUMBER')
  }

  text(): string {
    const view = this.view()
    try {
      return decodeUtf8(view)
    } catch {
      throw new ProtocolError('BAD_TEXT')
    }
  }

  /** A copy of exactly its size: a view would keep the whole frame alive, and what lies around it within reach. */
  bytes(): Uint8Array {
    // Not slice: a Buffer's slice is a view.
    return new Uint8Array(this.view())
  }

  /** The bytes where they lie, for whoever is done with them before the source is used for something else. */
  view(): Uint8Array {
    const length = this.number()
    const start = this.position
    // Compared before anything is allocated or moved: the length is only the peer's word.
    if (length > this.#source.length - start) throw new ProtocolError('TRUNCATED')
    this.position = start + length
    return this.#source.subarray(start, this.position)
  }
}

/** Where {@link encodeFields} puts a message together, in bytes. What is longer takes memory of its own. */
const MEMORY_BYTES = 4096

// One for all messages: to make one takes several times as long as to write what somebody typed.
const encoder = encoding.createEncoder()
const memory = new Uint8Array(MEMORY_BYTES)
encoder.cbuf = memory

/**
 * Encodes fields, each by its type, as {@link FieldReader} reads them: an array of exactly their size. Half of a
 * surrogate pair, which UTF-8 cannot express, is written as U+FFFD.
 *
 * @throws {RangeError} For a number that is not a whole number from 0 to 2^53 − 1.
 */
export function encodeFields(
  ...fields: readonly (number | string | Uint8Array)[]
): Uint8Array<ArrayBuffer> {
  try {
    for (const field of fields) {
      if (typeof field === 'string') encoding.writeVarString(encoder, field)
      else if (typeof field === 'number') encoding.writeVarUint(encoder, whole(field))
      else encoding.writeVarUint8Array(encoder, field)
    }
    return encoding.toUint8Array(encoder)
  } finally {
    encoder.cbuf = memory
    encoder.cpos = 0
    encoder.bufs = []
  }
}

function whole(number: number): number {
  if (Number.isSafeInteger(number) && number >= 0) return number
  throw new RangeError(`Cannot encode ${number}: use a whole number from 0 to 2^53 − 1`)
}

/** Writes one message's fields, as {@link FieldReader} reads them. */
export class FieldWriter {
  readonly #encoder = encoding.createEncoder()

  /** @throws {RangeError} For what is not a whole number from 0 to 2^53 − 1. */
  number(value: number): this {
    encoding.writeVarUint(this.#encoder, whole(value))
    return this
  }

  /** Half of a surrogate pair, which UTF-8 cannot express, is written as U+FFFD. */
  text(value: string): this {
    encoding.writeVarString(this.#encoder, value)
    return this
  }

  bytes(value: Uint8Array): this {
    encoding.writeVarUint8Array(this.#encoder, value)
    return this
  }

  /** All that was written, in an array of exactly its size. */
  finish(): Uint8Array {
    return encoding.toUint8Array(this.#encoder)
  }
}
