import { contain, type Clock, type Socket, type SocketHandlers } from './core/ports.ts'
import { OpenedWebSocket, type WebSocketConstructor, type WebSocketLike } from './web-socket.ts'

export interface SocketOpenerOptions {
  readonly clock: Clock
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
  #current: OpenedWebSocket | undefined
  #heardAtMs = 0

  constructor(options: SocketOpenerOptions) {
    this.#options = options
  }

  get current(): WebSocketLike | undefined {
    return this.#current?.webSocket
  }

  /** When bytes last came, in milliseconds since 1970; 0 before. */
  get heardAtMs(): number {
    return this.#heardAtMs
  }

  /** @throws {TypeError} When there is nothing to open a socket with. */
  check(): WebSocketConstructor {
    const { webSocketClass } = this.#options
    if (webSocketClass) return webSocketClass
    throw new TypeError(
      'Cannot connect: there is no WebSocket here; pass one as WebSocketPolyfill, e.g. that of the package "ws"',
    )
  }

  open(handlers: SocketHandlers): Socket {
    const { url, protocols, failed, clock } = this.#options
    const socket = new OpenedWebSocket(this.check(), url(), protocols(), {
      opened: () => {
        this.#heardAtMs = Date.now()
        handlers.opened()
      },
      received: (frame) => {
        this.#heardAtMs = Date.now()
        handlers.received(frame)
      },
      failed: (event) => contain(clock, () => failed(event)),
      closed: (event) => {
        this.#end(socket, event)
        const { code, reason } = event
        handlers.closed({ code, reason, isFinal: !this.#mayReconnect(event) })
      },
    })
    this.#current = socket
    return {
      send: (frame) => socket.send(frame),
      close: (code, reason) => {
        this.#end(socket, null)
        socket.close(code, reason)
      },
    }
  }

  /** Sends what is not the connection's own. */
  send(frame: Uint8Array): void {
    this.#current?.send(frame)
  }

  #end(socket: OpenedWebSocket, event: CloseEvent | null): void {
    if (socket !== this.#current) return
    this.#current = undefined
    contain(this.#options.clock, () => this.#options.closed(event))
  }

  #mayReconnect(event: CloseEvent): boolean {
    let mayReconnect = isNotPermanent(event)
    contain(this.#options.clock, () => {
      mayReconnect = this.#options.shouldReconnect(event)
    })
    return mayReconnect
  }
}

/** By the code alone, as y-websocket 3.1 does: a WebSocket that tells no code has not refused us for good. */
export function isNotPermanent({ code }: CloseEvent): boolean {
  return !(code >= 4400 && code <= 4499)
}
