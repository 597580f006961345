import * as decoding from 'lib0/decoding'
import { ProtocolError } from './errors.ts'

/**
 * Reads one message's fields and turns every fault of the bytes into a {@link ProtocolError}. Byte arrays come out as
 * exact-size copies: a view would keep the whole frame alive and lets a faulty reader look past its end.
 */
export class FieldReader {
  readonly #decoder: decoding.Decoder

  constructor(bytes: Uint8Array) {
    this.#decoder = decoding.createDecoder(bytes)
  }

  get isAtEnd(): boolean {
    return !decoding.hasContent(this.#decoder)
  }

  number(): number {
    return this.#read(() => decoding.readVarUint(this.#decoder), 'BAD_NUMBER')
  }

  text(): string {
    return this.#read(() => decoding.readVarString(this.#decoder), 'BAD_TEXT')
  }

  bytes(): Uint8Array {
    const length = this.number()
    const { arr, pos } = this.#decoder
    if (length > arr.length - pos) throw truncated()
    this.#decoder.pos = pos + length
    return arr.slice(pos, pos + length)
  }

  #read<T>(read: () => T, code: 'BAD_NUMBER' | 'BAD_TEXT'): T {
    const { arr } = this.#decoder
    try {
      const value = read()
      if (this.#decoder.pos > arr.length) throw truncated()
      return value
    } catch (cause) {
      if (cause instanceof ProtocolError) throw cause
      if (cause instanceof Error && /end of array|length out of Range/i.test(cause.message)) throw truncated()
      throw new ProtocolError(code, code === 'BAD_TEXT' ? 'text is not valid UTF-8' : 'number is out of range')
    }
  }
}

function truncated(): ProtocolError {
  return new ProtocolError('TRUNCATED', 'the message ends too early')
}
