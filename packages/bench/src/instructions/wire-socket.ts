import { Duplex } from 'node:stream'

type Done = (error?: Error | null) => void

/** How often something was written and how much, as sockets would have asked the kernel to. */
export interface Written {
  writes: number
  bytes: number
}

/**
 * The stream below a WebSocket with nothing behind it: what the server writes is counted and gone, and what a client says is
 * {@link hear}d. So the count ends where the kernel begins.
 */
export class WireSocket extends Duplex {
  readonly remoteAddress = '127.0.0.1'
  readonly #written: Written

  /** @param written Counts what is written to this socket and others. */
  constructor(written: Written) {
    super()
    this.#written = written
  }

  hear(bytes: Uint8Array): void {
    this.push(bytes)
  }

  setTimeout(): this {
    return this
  }

  setNoDelay(): this {
    return this
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: Done): void {
    this.#written.writes += 1
    this.#written.bytes += chunk.length
    done()
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: Done): void {
    this.#written.writes += 1
    for (const { chunk } of chunks) this.#written.bytes += chunk.length
    done()
  }
}
