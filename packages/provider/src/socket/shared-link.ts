import {
  closeCodes,
  decodeChannelFrame,
  decodeServerMessage,
  encodeChannelFrame,
  pingFrame,
  pongFrame,
  ProtocolError,
} from '@weft/protocol'
import { ConnectionRunner } from '../core/connection-runner.ts'
import type {
  ConnectionSettings,
  ConnectionState,
  ConnectionStatus,
  OutwardEffect,
} from '../core/connection-state.ts'
import { isConnected } from '../core/connection.ts'
import {
  contain,
  type Cancel,
  type Clock,
  type Socket,
  type SocketClose,
  type SocketHandlers,
} from '../core/ports.ts'
import type { WebSocketLike } from '../web-socket.ts'
import { pongTo, type ChannelSocket } from './channel-socket.ts'
import { ChannelTurns } from './channel-turns.ts'

/** Whether documents share the connection: `unknown` until the server has answered for the first time. */
export type Sharing = 'unknown' | 'shared' | 'separate'

export interface SharedLinkOptions {
  /** The server's, without a slash at its end. */
  readonly url: string
  readonly clock: Clock
  /** A number in [0, 1), drawn anew for each call. */
  readonly random: () => number
  readonly settings: () => ConnectionSettings
  /** Begins to open the shared connection's WebSocket. It reports once this has returned. */
  readonly openSocket: (handlers: SocketHandlers) => Socket
  /** What that WebSocket has not sent yet, in bytes. */
  readonly bufferedBytes: () => number
  /** Opens a document's own WebSocket, for a server that knows no channels. */
  readonly openAlone: (url: string, protocols: string[]) => WebSocketLike
  /** Whether somebody wants to come back who has no channel now. */
  readonly isWanted: () => boolean
  /** How long the connection is kept when no channel is left, in milliseconds. */
  readonly lingerMs: number
  readonly listener: LinkListener
}

/** What happens to the connection. What a listener throws surfaces as an uncaught error. */
export interface LinkListener {
  statusChanged(status: ConnectionStatus): void
  sharingChanged(sharing: Sharing): void
  /** The connection is open again: whoever waits to come back may. */
  opened(): void
  /** Something went wrong that the connection sees to by itself. */
  failed(error: Error): void
  /** All that an event brought about is done. */
  settled(): void
}

const LOST = { code: 1006, reason: 'the shared connection was lost' }
/** A code of our own for good, which no server sends. */
const DESTROYED = { code: 4499, reason: 'the shared socket was destroyed' }

/**
 * One connection for many documents. It is brought about and kept alive like any other, by the same machine; what opens and
 * closes on it are channels.
 */
export class SharedLink {
  readonly url: string
  readonly #options: SharedLinkOptions
  readonly #runner: ConnectionRunner
  readonly #channels = new Set<ChannelSocket>()
  readonly #byNumber = new Map<number, ChannelSocket>()
  #sharing: Sharing = 'unknown'
  #socket: Socket | undefined
  #turns: ChannelTurns | undefined
  /** Whether this connection's server has shown that it knows channels. */
  #isKnown = false
  #isHidden = false
  #newest = 0
  #close = LOST
  #ping = { id: 0, sentAtMs: 0 }
  #latencyMs: number | undefined
  #cancelLinger: Cancel | undefined

  constructor(options: SharedLinkOptions) {
    const { clock, random, settings, listener } = options
    this.url = options.url
    this.#options = options
    this.#runner = new ConnectionRunner({
      clock,
      random,
      settings,
      carryOut: (effect) => this.#carryOut(effect),
      settled: () => listener.settled(),
    })
  }

  get state(): ConnectionState {
    return this.#runner.state
  }

  get sharing(): Sharing {
    return this.#sharing
  }

  /** How many channels there are, with those that wait for the connection. */
  get channels(): number {
    return this.#channels.size
  }

  /** The round trip to the server in milliseconds; undefined while it is not known. */
  get latencyMs(): number | undefined {
    return this.#latencyMs
  }

  soon(run: () => void): void {
    this.#options.clock.soon(run)
  }

  /** Tries again at once if it is waiting to. */
  wake(): void {
    this.#runner.dispatch({ type: 'wake' })
  }

  /** The browser says that the network is gone. */
  doubt(): void {
    this.#runner.dispatch({ type: 'doubt' })
  }

  /** The page goes away; so does the connection, as soon as no provider needs it any more. */
  hide(): void {
    this.#isHidden = true
    if (this.#channels.size === 0) this.#runner.dispatch({ type: 'disconnect' })
  }

  show(): void {
    this.#isHidden = false
  }

  /** Somebody does not want it any more. */
  reconsider(): void {
    if (isConnected(this.state)) this.#linger()
    else if (!this.#isWanted) this.#runner.dispatch({ type: 'disconnect' })
  }

  destroy(): void {
    this.#close = DESTROYED
    this.#cancelLinger?.()
    this.#runner.dispatch({ type: 'destroy' })
    this.#endChannels(DESTROYED)
  }

  /** A channel is wanted. It is opened once this has returned, and the connection is there. */
  open(channel: ChannelSocket): void {
    this.#cancelLinger?.()
    this.#cancelLinger = undefined
    this.soon(() => this.#begin(channel))
    this.#channels.add(channel)
  }

  send(channel: ChannelSocket, frame: Uint8Array): void {
    const pong = pongTo(frame)
    if (pong) return this.#answerLater(channel, pong)
    if (!this.#isKnown) channel.unanswered.push(frame)
    this.#turns?.send(channel, frame)
  }

  /** A channel is not wanted any more. */
  leave(channel: ChannelSocket, code: number, reason: string): void {
    if (!this.#channels.delete(channel)) return
    this.#turns?.leave(channel)
    const { number } = channel
    channel.forget()
    if (number !== undefined && this.#byNumber.delete(number)) {
      this.#socket?.send(
        encodeChannelFrame({ type: 'closeChannel', channel: number, code, reason }),
      )
    }
    this.reconsider()
  }

  #begin(channel: ChannelSocket): void {
    // It may have been closed, or opened with the others, meanwhile.
    if (!this.#channels.has(channel) || channel.number !== undefined) return
    const { name } = this.state
    if (name === 'destroyed') {
      this.#channels.delete(channel)
      channel.ended(DESTROYED.code, DESTROYED.reason)
    } else if (this.#sharing === 'separate') this.#letGo(channel)
    else if (isConnected(this.state)) this.#openChannel(channel)
    else if (name === 'idle' || name === 'stopped') this.#runner.dispatch({ type: 'connect' })
  }

  #carryOut(effect: OutwardEffect): void {
    const { listener } = this.#options
    switch (effect.type) {
      case 'fetchToken':
        if (!this.#isWanted) return this.#runner.dispatch({ type: 'disconnect' })
        // Tokens are the channels' own.
        return this.#runner.dispatch({ type: 'tokenReady', attempt: effect.attempt })
      case 'openSocket':
        return this.#openSocket(effect.attempt)
      case 'greet':
        return this.#greet()
      case 'probe':
        return this.#probe()
      case 'closeSocket':
        return this.#closeSocket(effect.code, effect.reason)
      case 'tellStatus':
        return listener.statusChanged(effect.status)
      case 'tellRefusal':
        return this.#endChannels(effect.refusal)
      default:
        // What else there is to do is done by each channel for itself.
        return
    }
  }

  #openSocket(attempt: number): void {
    const { clock, bufferedBytes } = this.#options
    this.#close = LOST
    try {
      this.#socket = this.#options.openSocket({
        opened: () => this.#runner.dispatch({ type: 'opened', attempt }),
        received: (frame) => this.#received(attempt, frame),
        closed: (close) => this.#closed(attempt, close),
      })
      this.#turns = new ChannelTurns(clock, this.#socket, bufferedBytes)
    } catch (cause) {
      this.#failed(new Error('Cannot open a socket', { cause }))
      this.#runner.dispatch({ type: 'broken', attempt })
    }
  }

  #greet(): void {
    this.#probe()
    for (const channel of [...this.#channels]) this.#openChannel(channel)
    this.#options.listener.opened()
  }

  #probe(): void {
    this.#ping = { id: this.#ping.id + 1, sentAtMs: this.#options.clock.now() }
    this.#socket?.send(pingFrame(this.#ping.id))
  }

  #openChannel(channel: ChannelSocket): void {
    this.#newest += 1
    this.#byNumber.set(this.#newest, channel)
    const { documentName } = channel
    this.#socket?.send(
      encodeChannelFrame({ type: 'openChannel', channel: this.#newest, documentName }),
    )
    const number = this.#newest
    contain(this.#options.clock, () => channel.opened(number))
  }

  #received(attempt: number, frame: Uint8Array | string): void {
    if (attempt !== this.state.attempt) return
    this.#runner.dispatch({ type: 'heard', attempt })
    try {
      if (typeof frame === 'string') throw new ProtocolError('UNKNOWN_TYPE', 'a text frame came')
      this.#take(attempt, frame)
      for (const channel of this.#byNumber.values()) this.#answerHeld(channel)
    } catch (cause) {
      this.#failed(new Error('Cannot read what the server sent', { cause }))
      this.#runner.dispatch({ type: 'broken', attempt })
    }
  }

  #take(attempt: number, frame: Uint8Array): void {
    const message = decodeChannelFrame(frame)
    switch (message?.type) {
      case 'channel': {
        this.#met(attempt)
        const channel = this.#find(message.channel)
        if (channel) contain(this.#options.clock, () => channel.received(message.frame))
        return
      }
      case 'closeChannel': {
        this.#met(attempt)
        const channel = this.#find(message.channel)
        if (channel) this.#ended(channel, message)
        return
      }
      case 'openChannel':
        throw new ProtocolError('UNKNOWN_TYPE', 'the server opened a channel')
      case undefined:
        return this.#takeOutside(attempt, frame)
      default:
        message satisfies never
    }
  }

  /** Takes what is said outside of all channels. */
  #takeOutside(attempt: number, frame: Uint8Array): void {
    const message = decodeServerMessage(frame)
    switch (message?.type) {
      case 'pong':
        this.#met(attempt)
        if (message.id !== this.#ping.id) return
        this.#latencyMs = this.#options.clock.now() - this.#ping.sentAtMs
        return
      case 'ping':
        this.#socket?.send(pongFrame(message.id))
        return
      case 'goingAway':
        return this.#runner.dispatch({ ...message, attempt })
      default:
        if (!this.#isKnown) return this.#separate()
        throw new ProtocolError('UNKNOWN_TYPE', 'a message came outside of a channel')
    }
  }

  /** The server knows channels. */
  #met(attempt: number): void {
    if (this.#isKnown) return
    this.#isKnown = true
    for (const channel of this.#channels) channel.unanswered = []
    this.#runner.dispatch({ type: 'greeted', attempt, server: 'weft' })
    this.#setSharing('shared')
  }

  #find(number: number): ChannelSocket | undefined {
    if (number > this.#newest) {
      throw new ProtocolError('BAD_NUMBER', `channel ${number} was never opened`)
    }
    return this.#byNumber.get(number)
  }

  #closed(attempt: number, close: SocketClose): void {
    if (attempt !== this.state.attempt) return
    // What an older Weft server says to a URL without a document.
    if (close.code === closeCodes.noSuchDocument.code && !this.#isKnown) return this.#separate()
    this.#close = { code: close.code, reason: close.reason }
    this.#runner.dispatch({ type: 'closed', attempt, ...close })
  }

  #closeSocket(code: number, reason: string): void {
    this.#socket?.close(code, reason)
    this.#socket = undefined
    this.#turns?.end()
    this.#turns = undefined
    this.#isKnown = false
    this.#newest = 0
    this.#latencyMs = undefined
    this.#endChannels(this.#close)
  }

  #endChannels(close: { readonly code: number; readonly reason: string }): void {
    this.#byNumber.clear()
    for (const channel of [...this.#channels]) this.#ended(channel, close)
  }

  #ended(channel: ChannelSocket, { code, reason }: { code: number; reason: string }): void {
    this.#channels.delete(channel)
    this.#turns?.leave(channel)
    if (channel.number !== undefined) this.#byNumber.delete(channel.number)
    contain(this.#options.clock, () => channel.ended(code, reason))
    // Otherwise it is lost, and the count of attempts that failed must go on until somebody comes back.
    if (isConnected(this.state)) this.#linger()
  }

  /** From now on each document has a WebSocket of its own. */
  #separate(): void {
    const channels = [...this.#channels]
    this.#channels.clear()
    this.#byNumber.clear()
    this.#setSharing('separate')
    this.#runner.dispatch({ type: 'disconnect' })
    for (const channel of channels) this.#letGo(channel)
  }

  #letGo(channel: ChannelSocket): void {
    this.#channels.delete(channel)
    try {
      channel.continueAlone(this.#options.openAlone(channel.url, channel.protocols))
    } catch (cause) {
      this.#failed(new Error('Cannot open a socket', { cause }))
      contain(this.#options.clock, () => channel.ended(LOST.code, LOST.reason))
    }
  }

  /**
   * Answers a channel's ping in the connection's place, after the time that its own took last: fifty documents would ask fifty
   * times what one answer tells.
   */
  #answerLater(channel: ChannelSocket, pong: Uint8Array<ArrayBuffer>): void {
    channel.cancelPong?.()
    channel.heldPong = undefined
    channel.cancelPong = this.#options.clock.after(this.#latencyMs ?? 0, () => {
      channel.cancelPong = undefined
      channel.heldPong = pong
      this.#answerHeld(channel)
    })
  }

  #answerHeld(channel: ChannelSocket): void {
    const { heldPong } = channel
    if (!heldPong || this.#isInDoubt) return
    channel.heldPong = undefined
    contain(this.#options.clock, () => channel.received(heldPong))
  }

  /** Whether the connection was asked for a sign of life and has not given one yet. */
  get #isInDoubt(): boolean {
    const { state } = this
    const isAwaited = state.name !== 'joined' || state.liveness.awaiting !== undefined
    return isAwaited || this.#latencyMs === undefined
  }

  get #isWanted(): boolean {
    return this.#channels.size > 0 || this.#options.isWanted()
  }

  #linger(): void {
    if (this.#channels.size > 0) return
    // In a page that is kept for the way back no timer runs.
    if (this.#isHidden) return this.#runner.dispatch({ type: 'disconnect' })
    this.#cancelLinger?.()
    this.#cancelLinger = this.#options.clock.after(this.#options.lingerMs, () => {
      this.#cancelLinger = undefined
      this.#runner.dispatch({ type: 'disconnect' })
    })
  }

  #setSharing(sharing: Sharing): void {
    if (sharing === this.#sharing) return
    this.#sharing = sharing
    this.#tell(() => this.#options.listener.sharingChanged(sharing))
  }

  #failed(error: Error): void {
    this.#tell(() => this.#options.listener.failed(error))
  }

  #tell(tell: () => void): void {
    contain(this.#options.clock, tell)
  }
}
