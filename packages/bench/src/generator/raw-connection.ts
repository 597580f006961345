import { connect, type Socket } from 'node:net'
import { FrameParser, type FrameListener } from './frame-parser.ts'
import { maskedPong } from './masked-frame.ts'

const HOST = '127.0.0.1'
const CHUNK_BYTES = 256 * 1024
const HEAD_END = '\r\n\r\n'
const PING = 9
const CLOSE = 8

/** All connections read into it, one after the other: nothing is allocated for what comes. */
const chunk = new Uint8Array(CHUNK_BYTES)

/** What a connection tells. */
export interface ConnectionListener {
  onMessage(bytes: Uint8Array, start: number, end: number): void
  /** It is over. `code` is the server's, 1006 without one. */
  onClosed(code: number): void
}

/** A WebSocket client on a bare socket: it writes frames that were made before, and reads them where they lie. */
export class RawConnection implements FrameListener {
  readonly #socket: Socket
  readonly #listener: ConnectionListener
  readonly #parser = new FrameParser(this)
  #state: 'connecting' | 'open' | 'closed' = 'connecting'
  #head = ''
  #code = 1006
  readonly #opened: (() => void)[] = []

  private constructor(port: number, path: string, listener: ConnectionListener) {
    this.#listener = listener
    this.#socket = connect({
      port,
      host: HOST,
      noDelay: true,
      onread: {
        buffer: chunk,
        callback: (length, bytes) => {
          this.#read(bytes, length)
          return true
        },
      },
    })
    this.#socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${HOST}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13${HEAD_END}`,
    )
    // Whatever it is, the close that follows tells of it.
    this.#socket.on('error', () => this.#socket.destroy())
    this.#socket.on('end', () => this.#socket.destroy())
    this.#socket.on('close', () => this.#closed())
  }

  /**
   * Resolves once the server has agreed to speak WebSocket.
   *
   * @throws {Error} When it has not.
   */
  static async open(
    port: number,
    path: string,
    listener: ConnectionListener,
  ): Promise<RawConnection> {
    const connection = new RawConnection(port, path, listener)
    await new Promise<void>((resolve) => connection.#opened.push(resolve))
    if (connection.#state !== 'open') {
      throw new Error(`A server refused a connection: ${connection.#head || 'it closed it'}`)
    }
    return connection
  }

  get bytesRead(): number {
    return this.#socket.bytesRead
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  /** Sends bytes of frames as they are. */
  write(frames: Uint8Array): void {
    if (this.#state === 'open') this.#socket.write(frames)
  }

  /** Reads no more: what the server sends stays where it is. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  /** Leaves, without a word. */
  end(): void {
    this.#socket.destroy()
  }

  onMessage(bytes: Uint8Array, start: number, end: number): void {
    this.#listener.onMessage(bytes, start, end)
  }

  onControl(opcode: number, payload: Uint8Array): void {
    if (opcode === PING) this.write(maskedPong(payload))
    if (opcode !== CLOSE) return
    this.#code = payload.length < 2 ? 1005 : Buffer.from(payload).readUInt16BE()
    this.end()
  }

  #read(bytes: Uint8Array, length: number): void {
    if (this.#state === 'open') return this.#parser.push(bytes, length)
    this.#head += Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('latin1')
    const end = this.#head.indexOf(HEAD_END)
    if (end < 0) return
    if (!this.#head.startsWith('HTTP/1.1 101 ')) return this.end()
    const rest = Buffer.from(this.#head.slice(end + HEAD_END.length), 'latin1')
    this.#head = ''
    this.#state = 'open'
    this.#tellOpened()
    if (rest.length > 0) this.#parser.push(rest, rest.length)
  }

  #closed(): void {
    const wasOpen = this.#state === 'open'
    this.#state = 'closed'
    this.#tellOpened()
    if (wasOpen) this.#listener.onClosed(this.#code)
  }

  #tellOpened(): void {
    for (const tell of this.#opened.splice(0)) tell()
  }
}
