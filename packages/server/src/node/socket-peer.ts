import type { Duplex } from 'node:stream'
import { inChannel, type CloseCode } from '@weft/protocol'
import type { WebSocket } from 'ws'
import type { Peer } from '../core/ports.ts'

const MAX_REASON_BYTES = 123
/**
 * How much is handed to the stream at a time, in bytes. A stream only tells of a write when all of it is gone, so this is
 * also how finely {@link SocketPeer.bufferedBytes} shows that a slow reader reads at all.
 */
const WRITE_BYTES = 256 * 1024
/** What a frame that waits costs besides its bytes: a thousand pongs are more than their three kilobytes. */
const OBJECT_BYTES = 256

/** A frame up to this size is copied to stand behind its prefix; of a larger one, the two leave as parts of a message, in bytes. */
const COPIED_BYTES = 16 * 1024

interface Waiting {
  readonly prefix: Uint8Array | undefined
  readonly frame: Uint8Array
}

/** A WebSocket as the core knows a peer. */
export class SocketPeer implements Peer {
  readonly #webSocket: WebSocket
  readonly #socket: Duplex
  /** Frames for which the stream has no room yet. */
  #waiting: Waiting[] = []
  #waitingBytes = 0
  /** How much of the first of them has been handed over. */
  #offset = 0

  /** @param socket The stream below, to let several frames leave in one write. */
  constructor(webSocket: WebSocket, socket: Duplex) {
    this.#webSocket = webSocket
    this.#socket = socket
  }

  send(frames: readonly Uint8Array[], prefix?: Uint8Array): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return
    const bytes = frames.reduce((sum, frame) => sum + frame.length, 0)
    if (bytes <= WRITE_BYTES && !this.#socket.writableNeedDrain) {
      // All that is said in one turn leaves in one write: a peer that joins is told many small things.
      this.#socket.cork()
      for (const frame of frames) this.#sendWhole(frame, prefix)
      process.nextTick(() => this.#socket.uncork())
      return
    }
    for (const frame of frames) this.#waiting.push({ prefix, frame })
    this.#waitingBytes += bytes
    this.#pump()
  }

  /**
   * Bytes that have not left. What the stream takes without asking for patience does not count: it is gone in a moment,
   * and no drain would ever tell of it.
   */
  bufferedBytes(): number {
    if (!this.#socket.writableNeedDrain) return 0
    const waiting = this.#waitingBytes + this.#waiting.length * OBJECT_BYTES
    return this.#webSocket.bufferedAmount + waiting
  }

  /** The stream has emptied itself: hands it what waits. */
  drained(): void {
    this.#pump()
  }

  ping(): void {
    if (this.#webSocket.readyState === this.#webSocket.OPEN) this.#webSocket.ping()
  }

  close({ code }: CloseCode, reason: string): void {
    this.#forget()
    this.#webSocket.close(code, shorten(reason))
  }

  terminate(): void {
    this.#forget()
    this.#webSocket.terminate()
  }

  #pump(): void {
    while (this.#waiting.length > 0 && !this.#socket.writableNeedDrain) {
      if (this.#webSocket.readyState !== this.#webSocket.OPEN) return this.#forget()
      this.#socket.cork()
      for (let bytes = 0; bytes < WRITE_BYTES && this.#waiting.length > 0;) {
        bytes += this.#sendNext(WRITE_BYTES - bytes)
      }
      this.#socket.uncork()
    }
  }

  #sendWhole(frame: Uint8Array, prefix: Uint8Array | undefined): void {
    if (prefix === undefined) return this.#webSocket.send(frame)
    if (frame.length <= COPIED_BYTES) return this.#webSocket.send(inChannel(prefix, frame))
    // Not a copy: many may share the frame, and it may have to wait in the stream.
    this.#webSocket.send(prefix, { fin: false })
    this.#webSocket.send(frame)
  }

  // A large frame leaves as WebSocket fragments, which the other end's WebSocket puts together again.
  #sendNext(atMost: number): number {
    const { prefix, frame = new Uint8Array() } = this.#waiting[0] ?? {}
    if (prefix && this.#offset === 0) this.#webSocket.send(prefix, { fin: false })
    const part = frame.subarray(this.#offset, this.#offset + atMost)
    this.#offset += part.length
    this.#waitingBytes -= part.length
    const isLast = this.#offset === frame.length
    this.#webSocket.send(part, { fin: isLast })
    if (isLast) {
      this.#waiting.shift()
      this.#offset = 0
    }
    return part.length
  }

  #forget(): void {
    this.#waiting = []
    this.#waitingBytes = 0
    this.#offset = 0
  }
}

/** Cuts a text to what a close frame holds, between characters. */
function shorten(reason: string): string {
  const bytes = Buffer.from(reason)
  if (bytes.length <= MAX_REASON_BYTES) return reason
  return new TextDecoder().decode(bytes.subarray(0, MAX_REASON_BYTES)).replace(/\uFFFD$/, '')
}
