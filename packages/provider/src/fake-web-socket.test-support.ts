import { decodeMessage, encodeMessage, type Message, type Welcome } from '@weft/protocol'
import { syncWithEmpty, welcome } from './core/scripted-server.test-support.ts'
import type { WebSocketLike } from './web-socket.ts'

/** A close event as browsers make it, which Node 20 lacks. */
export class FakeCloseEvent extends Event implements CloseEvent {
  readonly code: number
  readonly reason: string
  readonly wasClean = true

  constructor(code: number, reason: string) {
    super('close')
    this.code = code
    this.reason = reason
  }
}

/** A WebSocket whose server the test plays. Made anew for each test by {@link fakeWebSockets}. */
export class FakeWebSocket implements WebSocketLike {
  binaryType = 'blob'
  readyState = 0
  readonly bufferedAmount = 0
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: MessageEvent) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  onclose: ((event: CloseEvent) => void) | null = null
  readonly url: string
  readonly protocols: readonly string[]
  closedWith: { readonly code: number | undefined; readonly reason: string | undefined } | undefined
  readonly #sent: Message[] = []

  constructor(url: string, protocols: string[] = []) {
    this.url = url
    this.protocols = protocols
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    if (this.readyState === 0) throw new DOMException('Still in CONNECTING state')
    if (this.readyState === 1) this.#sent.push(decodeMessage(data))
  }

  close(code?: number, reason?: string): void {
    this.closedWith ??= { code, reason }
    this.readyState = 2
  }

  open(): void {
    this.readyState = 1
    this.onopen?.(new Event('open'))
  }

  say(...messages: readonly Message[]): void {
    for (const message of messages) this.sayFrame(encodeMessage(message))
  }

  sayFrame(frame: Uint8Array): void {
    this.onmessage?.(new MessageEvent('message', { data: frame.slice().buffer }))
  }

  sayText(text: string): void {
    this.onmessage?.(new MessageEvent('message', { data: text }))
  }

  fail(): void {
    this.onerror?.(new Event('error'))
    this.drop(1006)
  }

  drop(code: number, reason = ''): void {
    this.readyState = 3
    this.onclose?.(new FakeCloseEvent(code, reason))
  }

  /** Opens, says welcome as a Weft server, and syncs with an empty document. */
  welcome(over: Partial<Welcome> = {}): void {
    this.open()
    this.say({ ...welcome, ...over }, ...syncWithEmpty)
    this.take()
  }

  /** Opens and syncs with an empty document as a stock server does. */
  welcomeAsStock(): void {
    this.open()
    this.say(...syncWithEmpty.toReversed())
    this.take()
  }

  /** Takes what was sent since the last time. */
  take(): Message[] {
    return this.#sent.splice(0)
  }

  takeTypes(): string[] {
    return this.take().map(({ type }) => type)
  }
}

/** A WebSocket class and the sockets that were made of it. */
export function fakeWebSockets() {
  const sockets: FakeWebSocket[] = []
  class WebSocketClass extends FakeWebSocket {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols)
      sockets.push(this)
    }
  }
  return {
    WebSocketClass,
    sockets,
    /** The newest socket. */
    get socket(): FakeWebSocket {
      const socket = sockets.at(-1)
      if (!socket) throw new Error('no socket was made yet')
      return socket
    },
  }
}
