import {
  closeCodes,
  decodeChannelFrame,
  decodeMessage,
  encodeChannelFrame,
  encodeMessage,
  MAX_CHANNEL_FRAME_BYTES,
  messageType,
  ProtocolError,
  type CloseCode,
  type DocumentName,
  type Message,
} from '@weft/protocol'
import type { Refusal } from './admission.ts'
import { ApplyBudget } from './apply-budget.ts'
import { Channel } from './channel.ts'
import { ChannelAdmission } from './channel-admission.ts'
import type { Connection } from './connection.ts'
import { beat } from './heartbeat.ts'
import type { Limits } from './limits.ts'
import {
  messageOf,
  type Cancel,
  type ChannelGate,
  type Clock,
  type Log,
  type Peer,
} from './ports.ts'
import type { ReceiveBudget, Receiving } from './receive-budget.ts'
import type { CommonParts, Session } from './session.ts'
import { SharedOutbox } from './shared-outbox.ts'
import { SignsOfLife } from './signs-of-life.ts'
import { TokenBucket } from './token-bucket.ts'

/** What those channels that have not joined may have sent together, as a multiple of what one of them may. */
const GREETING_FACTOR = 8
/** What a frame of such a channel counts at least, in bytes: holding it costs that much. */
const MIN_FRAME_BYTES = 64

export interface SharedConnectionDependencies {
  readonly clock: Clock
  readonly limits: Limits
  readonly log: Log
  readonly count: (name: string) => void
  readonly receiveBudget: ReceiveBudget
  readonly gate: ChannelGate
  /** Why no channel can be opened at this time, whatever it is on. */
  readonly whyNotNow: () => Refusal | undefined
  /** Begins the session of a channel. */
  readonly open: (peer: Peer, document: DocumentName, common: CommonParts) => Session
  readonly onClosed: (connection: SharedConnection) => void
}

/**
 * A connection that carries many documents, a channel each. A channel's session is like any other; what is bounded for a
 * connection is bounded for all channels together.
 */
export class SharedConnection implements Connection {
  readonly #peer: Peer
  readonly #dependencies: SharedConnectionDependencies
  readonly #outbox: SharedOutbox
  readonly #channels = new Map<number, Channel>()
  readonly #common: CommonParts
  readonly #receiving: Receiving
  readonly #admission: ChannelAdmission
  /** The highest channel number that the peer has used. */
  #newest = 0
  #hasSpoken = false
  #isClosed = false
  /** What channels that may not have joined yet have sent, in bytes; too much rather than too little. */
  #waitingBytes = 0
  /** When the peer last read something, as far as the transport tells. */
  #readMs: number
  /** Set while no channel is open. */
  #cancelIdle: Cancel | undefined

  constructor(peer: Peer, dependencies: SharedConnectionDependencies) {
    const { clock, limits, receiveBudget } = dependencies
    const nowMs = clock.now()
    this.#peer = peer
    this.#dependencies = dependencies
    this.#outbox = new SharedOutbox(peer)
    this.#common = {
      signs: new SignsOfLife(nowMs),
      applyBudget: new ApplyBudget(clock, limits),
      // As many as there may be openings, each of which is answered.
      answers: new TokenBucket({ perSecond: limits.channelsPerSecond, burst: limits.maxChannels }),
    }
    this.#receiving = receiveBudget.open((code, reason) => this.#giveUp(code, reason))
    this.#admission = new ChannelAdmission(dependencies)
    this.#readMs = nowMs
    this.#waitForChannel()
  }

  get maxFrameBytes(): number {
    return MAX_CHANNEL_FRAME_BYTES
  }

  /** What was sent to the peer and has not left, in bytes. */
  get unsentBytes(): number {
    return this.#outbox.unsentBytes
  }

  receive(frame: Uint8Array): void {
    if (this.#isClosed) return
    this.heard()
    try {
      this.#take(frame)
      this.#hasSpoken = true
    } catch (error) {
      this.#fail(error)
    }
  }

  arrived(heldBytes: number, hasEnded: boolean): void {
    // Of a whole frame it was heard already.
    if (!hasEnded) this.heard()
    if (this.#isClosed) return
    if (hasEnded) this.#receiving.holds(0)
    this.#receiving.holds(heldBytes)
  }

  refuseFrame(): void {
    this.close(closeCodes.tooLarge, 'a frame of a shared connection is too large')
  }

  heard(): void {
    this.#common.signs.heardMs = this.#dependencies.clock.now()
  }

  ponged(): void {
    this.#common.signs.ponged(this.#dependencies.clock.now())
  }

  drained(): void {
    this.#readMs = this.#dependencies.clock.now()
    this.#outbox.pump()
    const channels = [...this.#channels.values()]
    // Whoever catches up first may fill the buffer again: each time another one begins.
    const first = Math.floor(this.#readMs) % Math.max(1, channels.length)
    for (const { session } of [...channels.slice(first), ...channels.slice(0, first)]) {
      session.drained()
    }
  }

  /** Looks after the connection; to be called every `beatIntervalMs`. */
  beat(): void {
    const { clock, limits, count, log } = this.#dependencies
    const { heardMs, pingedMs } = this.#common.signs
    const signs = { heardMs, pingedMs, sentMs: 0, needsKeepalive: false }
    for (const due of beat(clock.now(), signs, limits)) {
      if (due === 'ping') this.ping()
      else if (due === 'terminate') {
        count('silent')
        log({ level: 'info', event: 'connection-silent', channels: this.#channels.size })
        this.#peer.terminate()
        this.ended()
      }
    }
  }

  /** Tells the peer that the server goes away, once for all channels, and ends the connection. */
  goAway(code: CloseCode, reason: string, maxDelayMs: number): void {
    if (this.#hasSpoken) this.#say({ type: 'goingAway', maxDelayMs })
    this.close(code, reason)
  }

  close(code: CloseCode, reason: string): void {
    if (this.#isClosed) return
    const { count, log } = this.#dependencies
    count(`closed.${code.code}`)
    const level = code.retry === 'never' ? 'warn' : 'info'
    const channels = this.#channels.size
    log({ level, event: 'connection-closed', code: code.code, reason, channels })
    this.#peer.close(code, reason)
    this.ended()
  }

  ended(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#cancelIdle?.()
    this.#receiving.holds(0)
    for (const channel of [...this.#channels.values()]) this.#forget(channel)
    this.#dependencies.onClosed(this)
  }

  /** Asks the peer for a sign of life, for all channels. */
  ping(): void {
    this.#common.signs.pinged(this.#dependencies.clock.now())
    this.#peer.ping()
  }

  /** Whether the channel is open. */
  has(channel: Channel): boolean {
    return this.#channels.get(channel.number) === channel
  }

  /** Ends a channel from this end. */
  end(channel: Channel, code: CloseCode, reason: string): void {
    if (!this.has(channel)) return
    const isStalled = code === closeCodes.tooSlow && this.#isStalled
    this.#forget(channel)
    if (isStalled) this.#giveUp(code, reason)
    else this.#sayClosed(channel.number, code, reason)
  }

  #take(frame: Uint8Array): void {
    // The transport bounds frames while they arrive, if it can.
    if (frame.length > MAX_CHANNEL_FRAME_BYTES) return this.refuseFrame()
    const message = decodeChannelFrame(frame)
    switch (message?.type) {
      case 'openChannel':
        return this.#open(message.channel, message.documentName)
      case 'channel':
        return this.#deliver(message.channel, message.frame)
      case 'closeChannel': {
        const channel = this.#find(message.channel)
        if (channel) this.#forget(channel)
        return
      }
      case undefined:
        return this.#takeOutside(decodeMessage(frame))
      default:
        message satisfies never
    }
  }

  /** Takes what is said outside of all channels. */
  #takeOutside(message: Message): void {
    if (message.type === 'ping') {
      if (!this.#isFull) this.#say({ type: 'pong', id: message.id })
    } else if (message.type !== 'pong') {
      throw new ProtocolError('UNKNOWN_TYPE', `a ${message.type} message outside of a channel`)
    }
  }

  #open(number: number, documentName: string): void {
    if (number <= this.#newest) {
      throw new ProtocolError('BAD_NUMBER', `channel ${number} was opened before`)
    }
    this.#newest = number
    const notNow = this.#dependencies.whyNotNow()
    if (notNow) return this.#refuse(number, notNow)
    const verdict = this.#admission.admit(documentName)
    if (verdict.kind === 'flood') {
      return this.close(closeCodes.tooMany, 'too many channels were opened')
    }
    if (verdict.kind === 'refused') return this.#refuse(number, verdict.refusal)
    this.#cancelIdle?.()
    this.#cancelIdle = undefined
    const channel = new Channel(number, this, this.#outbox)
    this.#channels.set(number, channel)
    channel.begin(this.#dependencies.open(channel, verdict.document, this.#common))
  }

  #deliver(number: number, frame: Uint8Array): void {
    const channel = this.#find(number)
    if (!channel) return
    const { session } = channel
    if (!channel.hasSpoken && frame[0] !== messageType.hello) {
      return session.close(closeCodes.badMessage, 'a channel begins with hello')
    }
    channel.hasSpoken = true
    if (!session.isJoined && !this.#mayWait(channel, frame)) return
    session.receive(frame)
    session.arrived(0, true)
  }

  /** The channel of this number; undefined if it has ended, which the peer may not know yet. */
  #find(number: number): Channel | undefined {
    const channel = this.#channels.get(number)
    if (!channel && number > this.#newest) {
      throw new ProtocolError('BAD_NUMBER', `channel ${number} was never opened`)
    }
    return channel
  }

  /** Whether so much more may wait until the channel has joined. */
  #mayWait(channel: Channel, frame: Uint8Array): boolean {
    const bytes = Math.max(frame.length, MIN_FRAME_BYTES)
    channel.waitingBytes += bytes
    this.#waitingBytes += bytes
    const maxBytes = this.#dependencies.limits.maxGreetingBytes * GREETING_FACTOR
    if (this.#waitingBytes <= maxBytes) return true
    this.#waitingBytes = 0
    for (const { session, waitingBytes } of this.#channels.values()) {
      if (!session.isJoined) this.#waitingBytes += waitingBytes
    }
    if (this.#waitingBytes <= maxBytes) return true
    channel.session.refuseForNow()
    return false
  }

  #refuse(number: number, { code, reason }: Refusal): void {
    const { count, log } = this.#dependencies
    count(`closed.${code.code}`)
    log({ level: 'warn', event: 'peer-refused', code: code.code, reason })
    this.#sayClosed(number, code, reason)
  }

  /** Whether so much lies unread that no question is answered. */
  get #isFull(): boolean {
    return this.#peer.bufferedBytes() > this.#dependencies.limits.maxBufferedBytes
  }

  /** Whether nothing was read for so long that it cannot be one channel's fault. */
  get #isStalled(): boolean {
    const { clock, limits } = this.#dependencies
    return this.#peer.bufferedBytes() > 0 && clock.now() - this.#readMs >= limits.stallTimeoutMs
  }

  #say(message: Message): void {
    this.#peer.send([encodeMessage(message)])
  }

  #sayClosed(channel: number, { code }: CloseCode, reason: string): void {
    // It must be told, or the connection must go: who opens and closes without reading fills no memory.
    if (this.#isFull) return this.#giveUp(closeCodes.tooSlow, 'too much was left unread')
    this.#peer.send([encodeChannelFrame({ type: 'closeChannel', channel, code, reason })])
  }

  #forget(channel: Channel): void {
    if (!this.#channels.delete(channel.number)) return
    this.#admission.leave(channel.session.name)
    this.#outbox.drop(channel.queue)
    channel.session.ended()
    if (this.#channels.size === 0 && !this.#isClosed) this.#waitForChannel()
  }

  #waitForChannel(): void {
    const { clock, limits } = this.#dependencies
    this.#cancelIdle?.()
    this.#cancelIdle = clock.after(limits.greetingTimeoutMs, () => {
      this.close(closeCodes.resync, 'no channel was open for too long')
    })
  }

  // Whoever reads nothing, or stops amid a message, does not answer the close frame either.
  #giveUp(code: CloseCode, reason: string): void {
    this.close(code, reason)
    this.#peer.terminate()
  }

  #fail(error: unknown): void {
    const { count, log } = this.#dependencies
    if (error instanceof ProtocolError) {
      count(`protocol-error.${error.code}`)
      const code = error.code === 'TOO_LARGE' ? closeCodes.tooLarge : closeCodes.badMessage
      return this.close(code, error.message)
    }
    log({ level: 'error', event: 'connection-failed', message: messageOf(error) })
    this.close(closeCodes.internalError, 'the server met a fault of its own')
  }
}
