import type { Duplex } from 'node:stream'
import type { CloseCode } from '@weft/protocol'
import type { WebSocket } from 'ws'
import type { Peer } from '../core/ports.ts'
import { concatenated } from '../core/concatenated.ts'
import type { EndOfTurn } from './end-of-turn.ts'
import { headOf, type WireFrames } from './wire-frames.ts'

const MAX_REASON_BYTES = 123
/**
 * How much is handed to the stream at a time, in bytes. A stream only tells of a write when all of it is gone, so this is
 * also how finely {@link SocketPeer.bufferedBytes} shows that a slow reader reads at all.
 */
const WRITE_BYTES = 256 * 1024
/** What a frame that waits costs besides its bytes: a thousand pongs are more than their three kilobytes. */
const OBJECT_BYTES = 256

/** Up to this size what is said at once is put into one piece; what is larger is not copied, in bytes. */
const COPIED_BYTES = 16 * 1024

/** Frames for which the stream has no room yet. */
interface Waiting {
  readonly frames: { readonly prefix: Uint8Array | undefined; readonly frame: Uint8Array }[]
  bytes: number
  /** How much of the first of them has been handed over. */
  offset: number
}

/** What the peers of a server have in common. */
export interface Sending {
  readonly endOfTurn: EndOfTurn
  readonly wireFrames: WireFrames
}

/**
 * A WebSocket as the core knows a peer. Whole messages go to the stream as they stand on the wire, past ws, which would
 * write each frame's head anew for each peer; ws speaks for itself with control frames, which may stand between any two.
 */
export class SocketPeer implements Peer {
  readonly #webSocket: WebSocket
  readonly #socket: Duplex
  readonly #sending: Sending
  /** What is to be written at the end of this turn. */
  #said: Uint8Array[] | undefined
  #saidBytes = 0
  #waiting: Waiting | undefined

  /** @param socket The stream below. */
  constructor(webSocket: WebSocket, socket: Duplex, sending: Sending) {
    this.#webSocket = webSocket
    this.#socket = socket
    this.#sending = sending
  }

  send(frames: readonly Uint8Array[], prefix?: Uint8Array): void {
    if (!this.#isOpen) return
    let bytes = 0
    for (const { length } of frames) bytes += length
    if (this.#saidBytes + bytes > WRITE_BYTES) this.flush()
    if (bytes <= WRITE_BYTES && !this.#socket.writableNeedDrain) {
      return this.#say(frames, bytes, prefix)
    }
    this.flush()
    this.#waiting ??= { frames: [], bytes: 0, offset: 0 }
    for (const frame of frames) this.#waiting.frames.push({ prefix, frame })
    this.#waiting.bytes += bytes
    this.#pump()
  }

  /** Writes what was said in this turn. */
  flush(): void {
    const said = this.#said
    if (!said) return
    const bytes = this.#saidBytes
    this.#said = undefined
    this.#saidBytes = 0
    if (!this.#isOpen) return
    const [first = new Uint8Array()] = said
    if (said.length === 1) this.#socket.write(first)
    else if (bytes <= COPIED_BYTES) this.#socket.write(concatenated(said))
    else {
      this.#socket.cork()
      for (const part of said) this.#socket.write(part)
      this.#socket.uncork()
    }
  }

  /**
   * Bytes that have not left. What the stream takes without asking for patience does not count: it is gone in a moment,
   * and no drain would ever tell of it.
   */
  bufferedBytes(): number {
    if (!this.#socket.writableNeedDrain) return 0
    const { frames, bytes } = this.#waiting ?? { frames: [], bytes: 0 }
    return this.#webSocket.bufferedAmount + bytes + frames.length * OBJECT_BYTES
  }

  /** The stream has emptied itself: hands it what waits. */
  drained(): void {
    this.#pump()
  }

  ping(): void {
    if (this.#isOpen) this.#webSocket.ping()
  }

  close({ code }: CloseCode, reason: string): void {
    this.flush()
    this.#forget()
    this.#webSocket.close(code, shorten(reason))
  }

  terminate(): void {
    this.#forget()
    this.#webSocket.terminate()
  }

  get #isOpen(): boolean {
    return this.#webSocket.readyState === this.#webSocket.OPEN
  }

  // All that is said in one turn leaves in one write: a peer that joins is told many small things.
  #say(frames: readonly Uint8Array[], bytes: number, prefix: Uint8Array | undefined): void {
    if (frames.length === 0) return
    if (!this.#said) this.#sending.endOfTurn.flush(this)
    this.#said ??= []
    this.#saidBytes += bytes
    if (prefix === undefined && bytes <= COPIED_BYTES) {
      this.#said.push(this.#sending.wireFrames.of(frames))
      return
    }
    for (const frame of frames) {
      const head = headOf(frame.length + (prefix?.length ?? 0))
      this.#said.push(prefix ? concatenated([head, prefix]) : head, frame)
    }
  }

  #pump(): void {
    while (this.#waiting && !this.#socket.writableNeedDrain) {
      if (!this.#isOpen) return this.#forget()
      this.#socket.cork()
      for (let bytes = 0; bytes < WRITE_BYTES && this.#waiting;) {
        bytes += this.#sendNext(this.#waiting, WRITE_BYTES - bytes)
      }
      this.#socket.uncork()
    }
  }

  // A large frame leaves as WebSocket fragments, which the other end's WebSocket puts together again.
  #sendNext(waiting: Waiting, atMost: number): number {
    const { prefix, frame = new Uint8Array() } = waiting.frames[0] ?? {}
    if (prefix && waiting.offset === 0) this.#webSocket.send(prefix, { fin: false })
    const part = frame.subarray(waiting.offset, waiting.offset + atMost)
    waiting.offset += part.length
    waiting.bytes -= part.length
    const isLast = waiting.offset === frame.length
    this.#webSocket.send(part, { fin: isLast })
    if (isLast) {
      waiting.frames.shift()
      if (waiting.frames.length === 0) this.#waiting = undefined
      waiting.offset = 0
    }
    return part.length
  }

  #forget(): void {
    this.#said = undefined
    this.#saidBytes = 0
    this.#waiting = undefined
  }
}

/** Cuts a text to what a close frame holds, between characters. */
function shorten(reason: string): string {
  const bytes = Buffer.from(reason)
  if (bytes.length <= MAX_REASON_BYTES) return reason
  return new TextDecoder().decode(bytes.subarray(0, MAX_REASON_BYTES)).replace(/\uFFFD$/, '')
}
