import { contain, type Clock, type Socket, type SocketHandlers } from './core/ports.ts'
import type { WebSocketConstructor, WebSocketLike } from './web-socket.ts'
import type { WireListener } from './wire-listener.ts'

export interface SocketOpenerOptions {
  readonly clock: Clock
  readonly heard?: WireListener
  readonly webSocketClass: WebSocketConstructor | undefined
  /** Read at each opening. */
  readonly url: () => string
  /** Read at each opening. */
  readonly protocols: () => string[]
  readonly shouldReconnect: (event: CloseEvent) => boolean
  /** A socket was closed; null when we closed it. May throw. */
  readonly closed: (event: CloseEvent | null) => void
  /** A socket failed. May throw. */
  readonly failed: (event: Event) => void
}

/** Opens the connection's WebSockets, one after the other, and reports the events that only a WebSocket has. */
export class SocketOpener {
  readonly #options: SocketOpenerOptions
  /** The WebSocket that is opening or open. */
  current: WebSocketLike | null = null
  /** When bytes last came, in milliseconds since 1970; 0 before. */
  heardAtMs = 0

  constructor(options: SocketOpenerOptions) {
    this.#options = options
  }

  /** @throws {TypeError} When there is nothing to open a socket with. */
  check(): WebSocketConstructor {
    const { webSocketClass } = this.#options
    if (webSocketClass) return webSocketClass
    throw new TypeError('Cannot connect: there is no WebSocket here; pass one as WebSocketPolyfill')
  }

  /** @throws What the constructor throws, e.g. for `ws:` on a page that came by `https:`. */
  open(handlers: SocketHandlers): Socket {
    const { url, protocols, clock, heard, failed, shouldReconnect } = this.#options
    const socket = new (this.check())(url(), protocols())
    this.current = socket
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      this.heardAtMs = Date.now()
      handlers.opened()
    }
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      this.heardAtMs = Date.now()
      const frame = typeof data === 'string' ? data : new Uint8Array(data)
      heard?.(frame, 'in', 'server')
      handlers.received(frame)
    }
    socket.onerror = (event: Event) => contain(clock, () => failed(event))
    socket.onclose = (event: CloseEvent) => {
      this.#end(socket, event)
      let mayReconnect = isNotPermanent(event)
      contain(clock, () => {
        mayReconnect = shouldReconnect(event)
      })
      const { code, reason } = event
      handlers.closed({ code, reason, isFinal: !mayReconnect })
    }
    return {
      send: (frame) => this.#send(socket, frame),
      close: (code, reason) => {
        this.#end(socket, null)
        socket.close(code, reason)
      },
    }
  }

  /** Sends what is not the connection's own. */
  send(frame: Uint8Array<ArrayBuffer>): void {
    if (this.current) this.#send(this.current, frame)
  }

  #send(socket: WebSocketLike, frame: Uint8Array<ArrayBuffer>): void {
    if (socket.readyState !== OPEN) return
    this.#options.heard?.(frame, 'out', 'server')
    socket.send(frame)
  }

  /** A socket reports to nobody any more once it is closed, whatever it still does. */
  #end(socket: WebSocketLike, event: CloseEvent | null): void {
    socket.onopen = null
    socket.onmessage = null
    socket.onclose = null
    // Not null: `ws` reports a socket that is closed while it opens as an error, and in Node an error event that nobody
    // listens to ends the process.
    socket.onerror = () => {}
    if (socket !== this.current) return
    this.current = null
    contain(this.#options.clock, () => this.#options.closed(event))
  }
}

const OPEN = 1

/** By the code alone, as y-websocket 3.1 does: a WebSocket that tells no code has not refused us for good. */
export function isNotPermanent({ code }: CloseEvent): boolean {
  return !(code >= 4400 && code <= 4499)
}
