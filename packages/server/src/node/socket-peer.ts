import type { Duplex } from 'node:stream'
import type { CloseCode } from '@weft/protocol'
import type { WebSocket } from 'ws'
import type { Peer } from '../core/ports.ts'

const MAX_REASON_BYTES = 123

/** A WebSocket as the core knows a peer. */
export class SocketPeer implements Peer {
  readonly #webSocket: WebSocket
  readonly #socket: Duplex

  /** @param socket The stream below, to let several frames leave in one write. */
  constructor(webSocket: WebSocket, socket: Duplex) {
    this.#webSocket = webSocket
    this.#socket = socket
  }

  send(frames: readonly Uint8Array[]): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return
    this.#socket.cork()
    for (const frame of frames) this.#webSocket.send(frame)
    this.#socket.uncork()
  }

  bufferedBytes(): number {
    return this.#webSocket.bufferedAmount
  }

  ping(): void {
    if (this.#webSocket.readyState === this.#webSocket.OPEN) this.#webSocket.ping()
  }

  close({ code }: CloseCode, reason: string): void {
    this.#webSocket.close(code, shorten(reason))
  }

  terminate(): void {
    this.#webSocket.terminate()
  }
}

/** Cuts a text to what a close frame holds, between characters. */
function shorten(reason: string): string {
  const bytes = Buffer.from(reason)
  if (bytes.length <= MAX_REASON_BYTES) return reason
  return new TextDecoder().decode(bytes.subarray(0, MAX_REASON_BYTES)).replace(/\uFFFD$/, '')
}
