import { getUnixTime } from 'lib0/time'

/** What the server does with a connection. */
export interface ServerEnd {
  received(frame: Uint8Array): void
  /** The browser answered a ping. */
  pong(): void
  ended(): void
}

/** What the server can do to a connection. */
export interface ClientEnd {
  send(frame: Uint8Array): void
  ping(): void
  close(code: number, reason: string): void
  terminate(): void
}

/** Takes a connection to `path`, which begins with a slash. */
export type Accept = (path: string, client: ClientEnd) => ServerEnd

export interface Sent {
  readonly direction: 'up' | 'down'
  readonly socket: SimulatedWebSocket
  readonly frame: Uint8Array
  readonly atMs: number
}

const LATENCY_MS = 5
/** When the browser gives up an attempt to connect or to close politely, in milliseconds. Real ones take longer. */
const BROWSER_TIMEOUT_MS = 20_000
const ABNORMAL = 1006

/** Connections under simulated time, to whatever server is there at the moment. Frames take 5 ms, in order. */
export class SimulatedNetwork {
  readonly WebSocket: new (url: string, protocols?: string[]) => SimulatedWebSocket
  /** Every frame that was sent, in order. */
  readonly sent: Sent[] = []
  /** How often a client has tried to connect. */
  attempts = 0
  /** The server; undefined while there is none. */
  accept: Accept | undefined

  constructor(accept?: Accept) {
    if (getUnixTime() !== Date.now()) {
      throw new Error('Import simulated-time.test-support.ts before anything else')
    }
    this.accept = accept
    const network = this
    this.WebSocket = class extends SimulatedWebSocket {
      constructor(url: string) {
        super(network, url)
      }
    }
  }

  /** Frames that begin with this message type. */
  framesOf(direction: Sent['direction'], messageType: number, sinceMs = 0): Sent[] {
    return this.sent.filter(
      (sent) =>
        sent.direction === direction && sent.frame[0] === messageType && sent.atMs >= sinceMs,
    )
  }
}

/** The browser's end of a connection, as far as providers use it. */
export class SimulatedWebSocket {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  readonly OPEN = 1
  readonly bufferedAmount = 0
  readonly url: string
  binaryType = 'blob'
  readyState = SimulatedWebSocket.CONNECTING
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: MessageEvent) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  onclose: ((event: CloseEvent) => void) | null = null
  readonly #network: SimulatedNetwork
  #server: ServerEnd | undefined
  #isCut = false

  constructor(network: SimulatedNetwork, url: string) {
    this.#network = network
    this.url = url
    network.attempts += 1
    this.#later(() => this.#connect())
    // Also of a connection that was cut.
    setTimeout(() => {
      if (this.readyState === SimulatedWebSocket.CONNECTING) this.#fail()
    }, BROWSER_TIMEOUT_MS)
  }

  send(data: Uint8Array | ArrayBuffer): void {
    if (this.readyState !== SimulatedWebSocket.OPEN) return
    const frame = new Uint8Array(data).slice()
    this.#note('up', frame)
    this.#later(() => this.#server?.received(frame))
  }

  close(code = 1000, reason = ''): void {
    if (this.readyState >= SimulatedWebSocket.CLOSING) return
    this.readyState = SimulatedWebSocket.CLOSING
    this.#later(() => {
      this.#endServer()
      this.#later(() => this.#closed(code, reason))
    })
    setTimeout(() => this.#closed(ABNORMAL, ''), BROWSER_TIMEOUT_MS)
  }

  /** From now on nothing passes, in either direction, and neither end is told. */
  cut(): void {
    this.#isCut = true
  }

  /** The server's process has died: the client is told, the server is not. */
  orphan(): void {
    this.#later(() => {
      this.#server = undefined
      this.#closed(ABNORMAL, '')
    })
  }

  #connect(): void {
    const { accept } = this.#network
    if (!accept) {
      this.#fail()
      return
    }
    this.#later(() => {
      if (this.readyState !== SimulatedWebSocket.CONNECTING) return
      this.readyState = SimulatedWebSocket.OPEN
      this.onopen?.(new Event('open'))
    })
    const { pathname, search } = new URL(this.url)
    this.#server = accept(pathname + search, {
      send: (frame) => {
        const copy = frame.slice()
        this.#note('down', copy)
        this.#later(() => this.#received(copy))
      },
      ping: () => this.#later(() => this.#later(() => this.#server?.pong())),
      close: (code, reason) => {
        this.#later(() => this.#closed(code, reason))
        this.#endServer()
      },
      terminate: () => {
        this.#later(() => this.#closed(ABNORMAL, ''))
        this.#endServer()
      },
    })
  }

  #fail(): void {
    this.onerror?.(new Event('error'))
    this.#closed(ABNORMAL, '')
  }

  #received(frame: Uint8Array<ArrayBuffer>): void {
    if (this.readyState !== SimulatedWebSocket.OPEN) return
    this.onmessage?.(new MessageEvent('message', { data: frame.buffer }))
  }

  #closed(code: number, reason: string): void {
    if (this.readyState === SimulatedWebSocket.CLOSED) return
    this.readyState = SimulatedWebSocket.CLOSED
    this.onclose?.(closeEvent(code, reason))
  }

  #endServer(): void {
    const server = this.#server
    this.#server = undefined
    server?.ended()
  }

  #later(run: () => void): void {
    setTimeout(() => {
      if (!this.#isCut) run()
    }, LATENCY_MS)
  }

  #note(direction: Sent['direction'], frame: Uint8Array): void {
    this.#network.sent.push({ direction, socket: this, frame, atMs: performance.now() })
  }
}

// Node 20 has no CloseEvent.
function closeEvent(code: number, reason: string): CloseEvent {
  const wasClean = code !== ABNORMAL
  return Object.assign(new Event('close'), { code, reason, wasClean })
}
