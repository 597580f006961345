import {
  decodeChannelFrame,
  decodeMessage,
  encodeChannelFrame,
  encodeMessage,
  type ChannelFrame,
  type Message,
} from '@weft/protocol'
import { ManualClock } from '@weft/testkit'
import type { SocketHandlers } from '../core/ports.ts'
import { FakeWebSocket } from '../fake-web-socket.test-support.ts'
import { ChannelSocket } from './channel-socket.ts'
import { SharedLink } from './shared-link.ts'

type Said = ChannelFrame | Message

/** The shared connection's socket, whose other end the test plays. */
export class ScriptedWire {
  closedWith: number | undefined
  /** What was sent and not taken yet. */
  readonly sent: Said[] = []
  readonly #handlers: SocketHandlers

  constructor(handlers: SocketHandlers) {
    this.#handlers = handlers
  }

  send(frame: Uint8Array): void {
    if (this.closedWith === undefined)
      this.sent.push(decodeChannelFrame(frame) ?? decodeMessage(frame))
  }

  close(code: number): void {
    this.closedWith ??= code
  }

  open(): void {
    this.#handlers.opened()
  }

  sayFrame(frame: Uint8Array | string): void {
    if (this.closedWith === undefined) this.#handlers.received(frame)
  }

  say(message: Message): void {
    this.sayFrame(encodeMessage(message))
  }

  /** Says something on a channel. */
  sayIn(channel: number, message: Message): void {
    this.sayFrame(encodeChannelFrame({ type: 'channel', channel, frame: encodeMessage(message) }))
  }

  closeChannel(channel: number, code: number, reason = ''): void {
    this.sayFrame(encodeChannelFrame({ type: 'closeChannel', channel, code, reason }))
  }

  drop(code = 1006, reason = ''): void {
    if (this.closedWith !== undefined) return
    this.closedWith = code
    this.#handlers.closed({ code, reason, isFinal: code >= 4400 && code <= 4499 })
  }

  /** Answers all pings that were sent, and takes what was sent. */
  answer(): Said[] {
    const sent = this.sent.splice(0)
    for (const message of sent) {
      if (message.type === 'ping') this.say({ type: 'pong', id: message.id })
    }
    return sent
  }

  take(): Said[] {
    return this.sent.splice(0)
  }
}

/** A channel and what its owner has heard of it. */
export class HeardChannel {
  readonly socket: ChannelSocket
  readonly heard: string[] = []
  readonly messages: Message[] = []

  constructor(socket: ChannelSocket) {
    this.socket = socket
    socket.onopen = () => this.heard.push('open')
    socket.onmessage = ({ data }) => this.messages.push(decodeMessage(new Uint8Array(data)))
    socket.onclose = ({ code }) => this.heard.push(`close ${code}`)
  }

  say(message: Message): void {
    this.socket.send(new Uint8Array(encodeMessage(message)))
  }
}

/** A shared link, its channels, and a server that says what the test makes it say. */
export class LinkWorld {
  readonly clock = new ManualClock()
  readonly wires: ScriptedWire[] = []
  /** The sockets of documents that are on their own. */
  readonly alone: FakeWebSocket[] = []
  readonly told: string[] = []
  readonly errors: Error[] = []
  readonly link: SharedLink
  bufferedBytes = 0
  /** Whether there are providers that want to come back. */
  isWanted = true

  constructor() {
    this.link = new SharedLink({
      url: 'ws://server',
      clock: this.clock,
      random: () => 0.5,
      settings: () => ({
        maxBackoffMs: 30_000,
        connectTimeoutMs: 20_000,
        silenceTimeoutMs: 30_000,
        canRenewToken: false,
      }),
      openSocket: (handlers) => {
        const wire = new ScriptedWire(handlers)
        this.wires.push(wire)
        return wire
      },
      bufferedBytes: () => this.bufferedBytes,
      openAlone: (url, protocols) => {
        const socket = new FakeWebSocket(url, protocols)
        this.alone.push(socket)
        return socket
      },
      isWanted: () => this.isWanted,
      lingerMs: 1_000,
      listener: {
        statusChanged: (status) => this.told.push(status),
        sharingChanged: (sharing) => this.told.push(sharing),
        opened: () => this.told.push('opened'),
        failed: (error) => this.errors.push(error),
        settled: () => {},
      },
    })
  }

  /** The newest connection. */
  get wire(): ScriptedWire {
    const wire = this.wires.at(-1)
    if (!wire) throw new Error('no connection was opened yet')
    return wire
  }

  channel(name: string): HeardChannel {
    return new HeardChannel(new ChannelSocket(this.link, `ws://server/${name}`))
  }

  /** So many channels that are open on a server that knows them. */
  async opened(count: number): Promise<HeardChannel[]> {
    const channels = Array.from({ length: count }, (_, index) => this.channel(`document-${index}`))
    await this.clock.advance(0)
    this.wire.open()
    this.wire.answer()
    this.wire.answer()
    return channels
  }
}
