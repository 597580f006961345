import { closeCodes, ProtocolError } from '@weft/protocol'
import { ConnectionRunner } from '../core/connection-runner.ts'
import type { ConnectionState, OutwardEffect } from '../core/connection-state.ts'
import { isConnected, isWanted } from '../core/connection.ts'
import { contain, type Cancel, type Socket, type SocketClose } from '../core/ports.ts'
import { BorrowedPongs, isPing } from './borrowed-pongs.ts'
import type { ChannelSocket } from './channel-socket.ts'
import { SharedExchange } from './shared-exchange.ts'
import type { SharedLinkOptions, Sharing } from './shared-link-options.ts'

const LOST = { code: 1006, reason: 'the shared connection was lost' }
/** A code of our own for good, which no server sends. */
const DESTROYED = { code: 4499, reason: 'the shared socket was destroyed' }

interface Close {
  readonly code: number
  readonly reason: string
}

/**
 * One connection for many documents, over as many sockets as it takes. It is brought about and kept alive like any other, by
 * the same machine; what opens and closes on it are channels.
 */
export class SharedLink {
  readonly url: string
  readonly #options: SharedLinkOptions
  readonly #runner: ConnectionRunner
  readonly #pongs: BorrowedPongs
  /** Those that are open, and those that wait for the connection. */
  readonly #channels = new Set<ChannelSocket>()
  #sharing: Sharing = 'unknown'
  #socket: Socket | undefined
  #exchange: SharedExchange | undefined
  #isHidden = false
  /** How the connection was closed, for its channels. */
  #close: Close = LOST
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
    this.#pongs = new BorrowedPongs({
      clock,
      latencyMs: () => this.latencyMs,
      isInDoubt: () => this.state.name !== 'joined' || this.state.liveness.awaiting !== undefined,
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
    return this.#exchange?.latencyMs
  }

  soon(run: () => void): void {
    this.#options.clock.soon(run)
  }

  /** Runs what a channel's owner wants to be told, and lets nothing of it through that is thrown. */
  contain(tell: () => void): void {
    contain(this.#options.clock, tell)
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
    if (this.#channels.size === 0) this.#leaveServer()
  }

  show(): void {
    this.#isHidden = false
  }

  /** Somebody does not want it any more. */
  reconsider(): void {
    if (isConnected(this.state) || this.#isWanted) this.#linger()
    else this.#leaveServer()
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
    // Without a connection nobody listened for the page to be shown again.
    this.#isHidden = false
    this.soon(() => this.#begin(channel))
    this.#channels.add(channel)
  }

  send(channel: ChannelSocket, frame: Uint8Array): void {
    if (isPing(frame)) return this.#pongs.answer(channel, frame)
    if (!this.#exchange?.isKnown) channel.unanswered.push(frame)
    this.#exchange?.send(channel, frame)
  }

  /** A channel is not wanted any more. */
  leave(channel: ChannelSocket, code: number, reason: string): void {
    if (!this.#channels.has(channel)) return
    this.#exchange?.close(channel, code, reason)
    this.#forget(channel)
    this.reconsider()
  }

  #begin(channel: ChannelSocket): void {
    // It may have been closed, or opened with the others, meanwhile.
    if (!this.#channels.has(channel) || channel.number !== undefined) return
    const { name } = this.state
    if (name === 'destroyed') this.#ended(channel, DESTROYED)
    else if (this.#sharing === 'separate') this.#letGo(channel)
    else if (isConnected(this.state)) this.#exchange?.open(channel)
    else if (name === 'idle' || name === 'stopped') this.#runner.dispatch({ type: 'connect' })
  }

  #carryOut(effect: OutwardEffect): void {
    const { listener } = this.#options
    switch (effect.type) {
      case 'fetchToken':
        if (!this.#isWanted) return this.#leaveServer()
        // Tokens are the channels' own.
        return this.#runner.dispatch({ type: 'tokenReady', attempt: effect.attempt })
      case 'openSocket':
        return this.#openSocket(effect.attempt)
      case 'greet':
        return this.#greet()
      case 'probe':
        return this.#exchange?.probe()
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
    const { clock, bufferedBytes, openSocket } = this.#options
    this.#close = LOST
    try {
      const socket = openSocket({
        opened: () => this.#runner.dispatch({ type: 'opened', attempt }),
        received: (frame) => this.#received(attempt, frame),
        closed: (close) => this.#closed(attempt, close),
      })
      this.#socket = socket
      this.#exchange = new SharedExchange({
        clock,
        socket,
        bufferedBytes,
        listener: {
          met: () => this.#met(attempt),
          unfamiliar: () => this.#separate(),
          closed: (channel, code, reason) => this.#ended(channel, { code, reason }),
          goingAway: (maxDelayMs) =>
            this.#runner.dispatch({ type: 'goingAway', attempt, maxDelayMs }),
        },
      })
    } catch (cause) {
      this.#failed(new Error('Cannot open a socket', { cause }))
      this.#runner.dispatch({ type: 'broken', attempt })
    }
  }

  #greet(): void {
    this.#exchange?.probe()
    for (const channel of [...this.#channels]) this.#begin(channel)
    this.#options.listener.opened()
  }

  #received(attempt: number, frame: Uint8Array | string): void {
    if (attempt !== this.state.attempt) return
    this.#runner.dispatch({ type: 'heard', attempt })
    try {
      if (typeof frame === 'string') throw new ProtocolError('UNKNOWN_TYPE', 'a text frame came')
      this.#exchange?.receive(frame)
      this.#pongs.heard()
    } catch (cause) {
      this.#failed(new Error('Cannot read what the server sent', { cause }))
      this.#runner.dispatch({ type: 'broken', attempt })
    }
  }

  #met(attempt: number): void {
    for (const channel of this.#channels) channel.unanswered = []
    this.#runner.dispatch({ type: 'greeted', attempt, server: 'weft' })
    this.#setSharing('shared')
  }

  #closed(attempt: number, close: SocketClose): void {
    if (attempt !== this.state.attempt) return
    // What an older Weft server says to a URL without a document.
    const isUnfamiliar = close.code === closeCodes.noSuchDocument.code && !this.#exchange?.isKnown
    if (isUnfamiliar) return this.#separate()
    this.#close = { code: close.code, reason: close.reason }
    this.#runner.dispatch({ type: 'closed', attempt, ...close })
  }

  #closeSocket(code: number, reason: string): void {
    this.#socket?.close(code, reason)
    this.#socket = undefined
    this.#exchange?.end()
    this.#exchange = undefined
    this.#endChannels(this.#close)
  }

  #endChannels(close: Close): void {
    for (const channel of [...this.#channels]) this.#ended(channel, close)
  }

  #ended(channel: ChannelSocket, { code, reason }: Close): void {
    this.#forget(channel)
    channel.ended(code, reason)
    this.#linger()
  }

  #forget(channel: ChannelSocket): void {
    this.#channels.delete(channel)
    this.#pongs.forget(channel)
    this.#exchange?.forget(channel)
    channel.forget()
  }

  /** From now on each document has a WebSocket of its own. */
  #separate(): void {
    const channels = [...this.#channels]
    // They are not to hear that the connection ends.
    this.#channels.clear()
    this.#setSharing('separate')
    this.#leaveServer()
    for (const channel of channels) this.#letGo(channel)
  }

  #letGo(channel: ChannelSocket): void {
    this.#channels.delete(channel)
    this.#pongs.forget(channel)
    try {
      channel.continueAlone(this.#options.openAlone(channel.url, channel.protocols))
    } catch (cause) {
      this.#failed(new Error('Cannot open a socket', { cause }))
      channel.ended(LOST.code, LOST.reason)
    }
  }

  get #isWanted(): boolean {
    return this.#channels.size > 0 || this.#options.isWanted()
  }

  /** No channel may be left: ends it in a moment, unless it waits for its next attempt and somebody wants that. */
  #linger(): void {
    const { clock, lingerMs } = this.#options
    if (this.#channels.size > 0 || !isWanted(this.state)) return
    // In a page that is kept for the way back no timer runs.
    if (this.#isHidden) return this.#leaveServer()
    this.#cancelLinger?.()
    this.#cancelLinger = clock.after(lingerMs, () => {
      this.#cancelLinger = undefined
      // The count of attempts that failed must go on until somebody comes back.
      if (this.#isWanted && !isConnected(this.state)) this.#linger()
      else this.#leaveServer()
    })
  }

  #leaveServer(): void {
    this.#cancelLinger?.()
    this.#cancelLinger = undefined
    this.#runner.dispatch({ type: 'disconnect' })
  }

  #setSharing(sharing: Sharing): void {
    if (sharing === this.#sharing) return
    this.#sharing = sharing
    this.contain(() => this.#options.listener.sharingChanged(sharing))
  }

  #failed(error: Error): void {
    this.contain(() => this.#options.listener.failed(error))
  }
}
