import type { WebSocketLike } from '@weft/provider'

/** A WebSocket whose server the test plays, in a class that counts. */
export function countedWebSockets() {
  const sockets: CountedWebSocket[] = []
  return {
    sockets,
    /** How many were made and not closed. */
    get open() {
      return sockets.filter(({ isClosed }) => !isClosed).length
    },
    WebSocketClass: class extends CountedWebSocket {
      constructor(url: string) {
        super(url)
        sockets.push(this)
      }
    },
  }
}

class CountedWebSocket implements WebSocketLike {
  binaryType = 'blob'
  readyState = 0
  readonly bufferedAmount = 0
  isClosed = false
  readonly sent: Uint8Array[] = []
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: MessageEvent) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  onclose: ((event: CloseEvent) => void) | null = null
  readonly url: string

  constructor(url: string) {
    this.url = url
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    this.sent.push(data)
  }

  close(): void {
    this.isClosed = true
  }

  open(): void {
    this.readyState = 1
    this.onopen?.(new Event('open'))
  }

  /** The server's half of a sync with an empty document, as a stock server says it. */
  sync(): void {
    const stepTwo = Uint8Array.of(0, 1, 2, 0, 0)
    this.onmessage?.(new MessageEvent('message', { data: stepTwo.buffer }))
  }
}
