/**
 * What the provider needs of a WebSocket: the browser's fits, and so do `WebSocket` of the package `ws` and most others.
 */
export interface WebSocketLike {
  binaryType: string
  readonly readyState: number
  readonly bufferedAmount: number
  // `never` lets each implementation have events of its own.
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  send(data: Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
}

export type WebSocketConstructor = new (url: string, protocols?: string[]) => WebSocketLike

export interface WebSocketHandlers {
  opened(): void
  received(frame: Uint8Array | string): void
  failed(event: Event): void
  closed(event: CloseEvent): void
}

const OPEN = 1

/** One WebSocket that reports to nobody any more once it is closed, whatever it still does. */
export class OpenedWebSocket {
  readonly webSocket: WebSocketLike

  /** @throws What the constructor throws, e.g. for `ws:` on a page that came by `https:`. */
  constructor(
    WebSocketClass: WebSocketConstructor,
    url: string,
    protocols: string[],
    handlers: WebSocketHandlers,
  ) {
    const socket = new WebSocketClass(url, protocols)
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => handlers.opened()
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) =>
      handlers.received(typeof data === 'string' ? data : new Uint8Array(data))
    socket.onerror = (event: Event) => handlers.failed(event)
    socket.onclose = (event: CloseEvent) => {
      this.#detach()
      handlers.closed(event)
    }
    this.webSocket = socket
  }

  /** Does nothing while the socket is not open. */
  send(frame: Uint8Array): void {
    if (this.webSocket.readyState === OPEN) this.webSocket.send(ownBuffer(frame))
  }

  close(code: number, reason: string): void {
    this.#detach()
    this.webSocket.close(code, shortened(reason))
  }

  #detach(): void {
    const { webSocket } = this
    webSocket.onopen = null
    webSocket.onmessage = null
    webSocket.onclose = null
    // Not null: `ws` reports a socket that is closed while it opens as an error, and in Node an error event that nobody
    // listens to ends the process.
    webSocket.onerror = () => {}
  }
}

function ownBuffer(frame: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = frame
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : frame.slice()
}

/** A close reason has at most 123 bytes; longer ones throw. Ours are ASCII but for what a server said. */
function shortened(reason: string): string {
  return new TextEncoder().encode(reason).length <= 123 ? reason : ''
}
