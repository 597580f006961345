import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WireProtocol } from '../wire-protocol.ts'
import { frame } from './bytes.ts'

/** How one connection ended, or that it has not. */
export type Ending =
  /** With the code of the server's close frame, or the status of its answer to the request. */
  | { readonly type: 'closed'; readonly code: number; readonly afterMs: number }
  | { readonly type: 'cut'; readonly afterMs: number }
  | { readonly type: 'open' }

/** In place of a close code: another product ended the document's session, and left the connection open. */
export const DOCUMENT_CLOSED = 0

const HANDSHAKE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]

/** A raw connection that sends what it likes and looks only at how it is answered. */
export class Attacker {
  readonly socket: Socket
  readonly #wire: WireProtocol
  readonly #documentName: string
  #received: Buffer = Buffer.alloc(0)
  /** Bytes of the server's current frame that are still to come. */
  #skip = 0
  #isUpgraded = false
  #head = ''
  #status = 0
  #closeCode: number | undefined
  #closedMs: number | undefined
  #endedMs: number | undefined
  #sentMs = performance.now()
  /** Data frames of the server, and the first bytes of each: what kinds of message came. */
  readonly frames: Buffer[] = []
  receivedBytes = 0
  /** How long a verdict may take, in milliseconds. */
  patienceMs = 5_000
  /** Whether it answers a close frame, as every WebSocket does. */
  answersClose = true

  constructor(port: number, wire: WireProtocol, documentName: string) {
    this.#wire = wire
    this.#documentName = documentName
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    this.socket.on('data', (chunk) => this.#read(chunk))
    const ended = () => (this.#endedMs ??= performance.now())
    // A reset is as good an end as any.
    this.socket.on('error', ended).on('end', ended).on('close', ended)
  }

  /** The server's answer to the request, in lower case. */
  get head(): string {
    return this.#head.toLowerCase()
  }

  get status(): number {
    return this.#status
  }

  get hasEnded(): boolean {
    return this.#endedMs !== undefined
  }

  /** How long after the server's verdict the connection was gone, in milliseconds. */
  get goneAfterMs(): number | undefined {
    return this.#closedMs === undefined || this.#endedMs === undefined
      ? undefined
      : this.#endedMs - this.#closedMs
  }

  /** How it has ended so far; times count from the last bytes that were sent. */
  get ending(): Ending {
    if (this.#closeCode !== undefined && this.#closedMs !== undefined)
      return { type: 'closed', code: this.#closeCode, afterMs: this.#closedMs - this.#sentMs }
    if (this.#endedMs !== undefined) return { type: 'cut', afterMs: this.#endedMs - this.#sentMs }
    return { type: 'open' }
  }

  /** Asks for a WebSocket. */
  upgrade(target?: string, headers: readonly string[] = []): void {
    const url = new URL(this.#wire.url('ws://127.0.0.1', this.#documentName))
    const hasHost = headers.some((line) => /^host:/i.test(line))
    const lines = [...(hasHost ? [] : ['Host: 127.0.0.1']), ...HANDSHAKE, ...headers]
    this.write(
      Buffer.from(
        `GET ${target ?? url.pathname + url.search} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`,
      ),
    )
  }

  /** Sends what a client of this protocol says before anything else, and asks for the document. */
  greet(): void {
    for (const greeting of this.#wire.greeting(this.#documentName)) this.write(frame(greeting))
    this.say(Buffer.from([0, 0, 1, 0]))
  }

  /** Sends messages, each in a frame. */
  say(...messages: readonly Uint8Array[]): void {
    this.write(
      Buffer.concat(messages.map((each) => frame(this.#wire.wrap(this.#documentName, each)))),
    )
  }

  /** The frame of a message, to be sent many times. */
  framed(message: Uint8Array): Buffer {
    return frame(this.#wire.wrap(this.#documentName, message))
  }

  /** Sends bytes as they are. */
  write(bytes: Uint8Array): void {
    if (this.socket.destroyed || this.hasEnded) return
    this.#sentMs = performance.now()
    this.socket.write(bytes)
  }

  /** Reads nothing any more. */
  stall(): void {
    this.socket.pause()
  }

  /** Resolves when something is so, or after the limit, with whether it is. */
  async until(isSo: () => boolean, limitMs: number): Promise<boolean> {
    for (const endMs = performance.now() + limitMs; performance.now() < endMs;) {
      if (isSo()) return true
      await sleep(5)
    }
    return isSo()
  }

  /** Resolves when the request is answered or the connection has ended. */
  async answered(): Promise<number> {
    await this.until(() => this.#status !== 0 || this.hasEnded, 5_000)
    return this.#status
  }

  /** Resolves when the server has sent its first message. */
  async joined(): Promise<boolean> {
    return this.until(() => this.frames.length > 0 || this.hasEnded, 5_000)
  }

  /** Resolves with how it ended, or that it has not within the limit. */
  async verdict(limitMs: number): Promise<Ending> {
    await this.until(() => this.ending.type !== 'open', limitMs)
    return this.ending
  }

  /** Resolves when the server has let go of the connection, or after the limit. */
  async gone(limitMs: number): Promise<boolean> {
    return this.until(() => this.hasEnded, limitMs)
  }

  #read(chunk: Buffer): void {
    this.receivedBytes += chunk.length
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    if (!this.#isUpgraded) this.#readHead()
    if (this.#isUpgraded) this.#readFrames()
  }

  #readHead(): void {
    const end = this.#received.indexOf('\r\n\r\n')
    if (end === -1) return
    this.#head = this.#received.toString('latin1', 0, end)
    this.#status = Number(this.#head.split(' ')[1])
    this.#received = this.#received.subarray(end + 4)
    if (this.#status === 101) this.#isUpgraded = true
    else this.#close(this.#status)
  }

  #readFrames(): void {
    for (;;) {
      const skipped = Math.min(this.#skip, this.#received.length)
      this.#skip -= skipped
      this.#received = this.#received.subarray(skipped)
      if (this.#skip > 0 || this.#received.length < 2) return
      const opcode = (this.#received[0] ?? 0) & 0x0f
      const short = (this.#received[1] ?? 0) & 0x7f
      const start = short === 127 ? 10 : short === 126 ? 4 : 2
      if (this.#received.length < start) return
      const bytes =
        short === 127
          ? Number(this.#received.readBigUInt64BE(2))
          : short === 126
            ? this.#received.readUInt16BE(2)
            : short
      const needed = Math.min(bytes, 64)
      if (this.#received.length < start + needed) return
      const begin = Buffer.from(this.#received.subarray(start, start + needed))
      if (opcode === 8) this.#takeClose(begin)
      if (opcode === 1 || opcode === 2) this.#takeFrame(begin)
      this.#skip = start + bytes
    }
  }

  #takeClose(payload: Buffer): void {
    this.#close(payload.length >= 2 ? payload.readUInt16BE(0) : 1005)
    if (this.answersClose && !this.socket.destroyed)
      this.socket.write(frame(payload.subarray(0, 2), 8))
  }

  #takeFrame(begin: Buffer): void {
    this.frames.push(begin)
    try {
      const unwrapped = this.#wire.unwrap(begin)
      if (unwrapped.type === 'ended') this.#close(DOCUMENT_CLOSED)
    } catch {
      // Cut short by us, or something that only the real client understands.
    }
  }

  #close(code: number): void {
    this.#closeCode ??= code
    this.#closedMs ??= performance.now()
  }
}
