import {
  decodeChannelFrame,
  decodeServerMessage,
  encodeChannelFrame,
  pingFrame,
  pongFrame,
  ProtocolError,
} from '@weft/protocol'
import type { Clock, Socket } from '../core/ports.ts'
import type { ChannelSocket } from './channel-socket.ts'
import { ChannelTurns } from './channel-turns.ts'

export interface SharedExchangeListener {
  /** The server knows channels. */
  met(): void
  /** The server knows no channels. */
  unfamiliar(): void
  /** The server has closed a channel. */
  closed(channel: ChannelSocket, code: number, reason: string): void
  goingAway(maxDelayMs: number): void
}

export interface SharedExchangeOptions {
  readonly clock: Clock
  readonly socket: Socket
  /** What the socket has not sent yet, in bytes. */
  readonly bufferedBytes: () => number
  readonly listener: SharedExchangeListener
}

/** What is said over one shared connection, from its beginning to its end. Nothing is carried over to the next. */
export class SharedExchange {
  readonly #options: SharedExchangeOptions
  readonly #turns: ChannelTurns
  readonly #channels = new Map<number, ChannelSocket>()
  #newest = 0
  #isKnown = false
  #ping = { id: 0, sentAtMs: 0 }
  #latencyMs: number | undefined

  constructor(options: SharedExchangeOptions) {
    const { clock, socket, bufferedBytes } = options
    this.#options = options
    this.#turns = new ChannelTurns(clock, socket, bufferedBytes)
  }

  /** Whether the server has shown that it knows channels. */
  get isKnown(): boolean {
    return this.#isKnown
  }

  get latencyMs(): number | undefined {
    return this.#latencyMs
  }

  /** Asks for a sign of life. */
  probe(): void {
    this.#ping = { id: this.#ping.id + 1, sentAtMs: this.#options.clock.now() }
    this.#options.socket.send(pingFrame(this.#ping.id))
  }

  open(channel: ChannelSocket): void {
    this.#newest += 1
    const number = this.#newest
    this.#channels.set(number, channel)
    const { documentName } = channel
    this.#say({ type: 'openChannel', channel: number, documentName })
    channel.opened(number)
  }

  send(channel: ChannelSocket, frame: Uint8Array): void {
    this.#turns.send(channel, frame)
  }

  close(channel: ChannelSocket, code: number, reason: string): void {
    const { number } = channel
    if (number === undefined || !this.#channels.has(number)) return
    this.#turns.finish(channel)
    this.forget(channel)
    this.#say({ type: 'closeChannel', channel: number, code, reason })
  }

  /** The channel has ended. */
  forget(channel: ChannelSocket): void {
    this.#turns.leave(channel)
    if (channel.number !== undefined) this.#channels.delete(channel.number)
  }

  /** @throws {ProtocolError} When the frame is not one that a server may send now. */
  receive(frame: Uint8Array): void {
    const message = decodeChannelFrame(frame)
    switch (message?.type) {
      case 'channel':
        this.#meet()
        this.#find(message.channel)?.received(message.frame)
        return
      case 'closeChannel': {
        this.#meet()
        const channel = this.#find(message.channel)
        if (channel) this.#options.listener.closed(channel, message.code, message.reason)
        return
      }
      case 'openChannel':
        throw new ProtocolError('UNKNOWN_TYPE', 'the server opened a channel')
      case undefined:
        return this.#takeOutside(frame)
      default:
        message satisfies never
    }
  }

  /** Nothing is sent or taken any more. */
  end(): void {
    this.#turns.end()
    this.#channels.clear()
  }

  /** Takes what is said outside of all channels. */
  #takeOutside(frame: Uint8Array): void {
    const { clock, socket, listener } = this.#options
    const message = decodeServerMessage(frame)
    switch (message?.type) {
      case 'pong':
        this.#meet()
        if (message.id === this.#ping.id) this.#latencyMs = clock.now() - this.#ping.sentAtMs
        return
      case 'ping':
        return socket.send(pongFrame(message.id))
      case 'goingAway':
        return listener.goingAway(message.maxDelayMs)
      default:
        if (!this.#isKnown) return listener.unfamiliar()
        throw new ProtocolError('UNKNOWN_TYPE', 'a message came outside of a channel')
    }
  }

  #meet(): void {
    if (this.#isKnown) return
    this.#isKnown = true
    this.#options.listener.met()
  }

  #find(number: number): ChannelSocket | undefined {
    if (number > this.#newest) {
      throw new ProtocolError('BAD_NUMBER', `channel ${number} was never opened`)
    }
    return this.#channels.get(number)
  }

  #say(frame: Parameters<typeof encodeChannelFrame>[0]): void {
    this.#options.socket.send(encodeChannelFrame(frame))
  }
}
