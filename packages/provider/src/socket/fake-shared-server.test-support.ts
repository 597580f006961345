import {
  decodeChannelFrame,
  decodeMessage,
  encodeChannelFrame,
  encodeMessage,
  type Message,
} from '@weft/protocol'
import { syncWithEmpty, welcome } from '../core/scripted-server.test-support.ts'
import { FakeCloseEvent } from '../fake-web-socket.test-support.ts'
import type { WebSocketLike } from '../web-socket.ts'

/** A WebSocket to a server that knows channels, each of them on an empty document. */
export class FakeSharedWebSocket implements WebSocketLike {
  binaryType = 'blob'
  readyState = 0
  readonly bufferedAmount = 0
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: MessageEvent) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  onclose: ((event: CloseEvent) => void) | null = null
  readonly url: string
  /** The documents that are open, by channel. */
  readonly open = new Map<number, string>()
  pings = 0

  constructor(url: string) {
    this.url = url
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    if (this.readyState !== 1) return
    const frame = decodeChannelFrame(data)
    if (frame?.type === 'openChannel') this.open.set(frame.channel, frame.documentName)
    else if (frame?.type === 'closeChannel') this.open.delete(frame.channel)
    else if (frame?.type === 'channel') this.#takeIn(frame.channel, decodeMessage(frame.frame))
    else this.#take(decodeMessage(data))
  }

  close(): void {
    this.readyState = 2
  }

  /** The server takes the connection. */
  accept(): void {
    if (this.readyState !== 0) return
    this.readyState = 1
    this.onopen?.(new Event('open'))
  }

  say(frame: Uint8Array): void {
    // As it would be: not within the call that it answers.
    if (this.readyState === 1)
      this.onmessage?.(new MessageEvent('message', { data: frame.slice().buffer }))
  }

  sayIn(channel: number, ...messages: readonly Message[]): void {
    for (const message of messages) {
      this.say(encodeChannelFrame({ type: 'channel', channel, frame: encodeMessage(message) }))
    }
  }

  closeChannel(channel: number, code: number): void {
    this.open.delete(channel)
    this.say(encodeChannelFrame({ type: 'closeChannel', channel, code, reason: '' }))
  }

  drop(code = 1006): void {
    if (this.readyState > 1) return
    this.readyState = 3
    this.onclose?.(new FakeCloseEvent(code, ''))
  }

  fail(): void {
    if (this.readyState > 1) return
    this.onerror?.(new Event('error'))
    this.drop()
  }

  #take(message: Message): void {
    if (message.type !== 'ping') return
    this.pings += 1
    queueMicrotask(() => this.say(encodeMessage({ type: 'pong', id: message.id })))
  }

  #takeIn(channel: number, message: Message): void {
    if (message.type !== 'hello') return
    queueMicrotask(() => {
      if (this.open.has(channel)) this.sayIn(channel, { ...welcome, version: 3 }, ...syncWithEmpty)
    })
  }
}

/** A WebSocket class and the sockets that were made of it. */
export function fakeSharedServer() {
  const sockets: FakeSharedWebSocket[] = []
  class WebSocketClass extends FakeSharedWebSocket {
    constructor(url: string) {
      super(url)
      sockets.push(this)
    }
  }
  return { WebSocketClass, sockets }
}
