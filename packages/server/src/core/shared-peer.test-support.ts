import {
  decodeChannelFrame,
  decodeMessage,
  encodeChannelFrame,
  encodeMessage,
  FragmentAssembler,
  inChannel,
  type CloseCode,
  type Message,
} from '@weft/protocol'
import * as Y from 'yjs'
import type { ChannelGate, Peer } from './ports.ts'
import type { SharedConnection } from './shared-connection.ts'
import type { World } from './world.test-support.ts'

/** The other end of a shared connection, which says what the test makes it say and reads when it is told to. */
export class SharedPeer implements Peer {
  closed: { readonly code: number; readonly reason: string } | undefined
  isTerminated = false
  pings = 0
  /** Whether it reads what it is sent at once. To be set again only by {@link readAll}. */
  isReading = true
  /** Frames that were sent and not read. */
  readonly unread: Uint8Array[] = []
  /** What was read outside of channels. */
  readonly outside: Message[] = []
  /** What was read on each channel, and how it was closed. */
  readonly messages = new Map<number, Message[]>()
  readonly closedChannels = new Map<number, number>()
  /** The channels of all frames that were read, in order. */
  readonly order: number[] = []
  readonly #fragments = new Map<number, FragmentAssembler>()
  #connection: SharedConnection | undefined

  static connect(world: World, token?: string, gate?: ChannelGate): SharedPeer {
    const peer = new SharedPeer()
    const requester = { token, headers: {}, address: '127.0.0.1' }
    peer.#connection = world.server.share(peer, requester, gate)
    return peer
  }

  get connection(): SharedConnection {
    if (!this.#connection) throw new Error('The peer is not connected')
    return this.#connection
  }

  /** Opens a channel and says nothing on it. */
  open(channel: number, documentName: string): void {
    this.sayFrame(encodeChannelFrame({ type: 'openChannel', channel, documentName }))
  }

  /** Opens a channel and joins. */
  join(channel: number, documentName: string, token = ''): void {
    this.open(channel, documentName)
    this.say(channel, hello(token))
    this.say(channel, { type: 'syncStep1', stateVector: Y.encodeStateVector(new Y.Doc()) })
  }

  say(channel: number, message: Message): void {
    this.sayIn(channel, encodeMessage(message))
  }

  sayIn(channel: number, frame: Uint8Array): void {
    this.sayFrame(encodeChannelFrame({ type: 'channel', channel, frame }))
  }

  closeChannel(channel: number, code = 1000): void {
    this.sayFrame(encodeChannelFrame({ type: 'closeChannel', channel, code, reason: '' }))
  }

  sayOutside(message: Message): void {
    this.sayFrame(encodeMessage(message))
  }

  sayFrame(frame: Uint8Array): void {
    if (this.isOpen) this.connection.receive(frame)
  }

  get isOpen(): boolean {
    return !this.closed && !this.isTerminated
  }

  types(channel: number): string[] {
    return (this.messages.get(channel) ?? []).map(({ type }) => type)
  }

  /** The text of what was read on a channel. */
  text(channel: number): string {
    const doc = new Y.Doc()
    for (const message of this.messages.get(channel) ?? []) {
      if ('update' in message) Y.applyUpdate(doc, message.update)
    }
    return doc.getText('text').toString()
  }

  /** Reads so many of the frames that wait, and tells the server. */
  read(frames = Number.POSITIVE_INFINITY): void {
    for (const frame of this.unread.splice(0, frames)) this.#take(frame)
    if (this.isOpen) this.connection.drained()
  }

  /** Reads all that waits, and from now on at once. */
  readAll(): void {
    while (this.unread.length > 0) this.read(1)
    this.isReading = true
  }

  send(frames: readonly Uint8Array[], prefix?: Uint8Array): void {
    if (!this.isOpen) return
    for (const frame of frames) {
      const whole = prefix ? inChannel(prefix, frame) : frame
      if (this.isReading) this.#take(whole)
      else this.unread.push(whole)
    }
  }

  bufferedBytes(): number {
    return this.unread.reduce((sum, { length }) => sum + length, 0)
  }

  ping(): void {
    this.pings += 1
  }

  close({ code }: CloseCode, reason: string): void {
    this.closed ??= { code, reason }
  }

  terminate(): void {
    this.isTerminated = true
  }

  #take(frame: Uint8Array): void {
    const message = decodeChannelFrame(frame)
    if (message?.type === 'channel') this.#takeIn(message.channel, decodeMessage(message.frame))
    else if (message?.type === 'closeChannel')
      this.closedChannels.set(message.channel, message.code)
    else this.outside.push(decodeMessage(frame))
  }

  #takeIn(channel: number, message: Message): void {
    this.order.push(channel)
    if (message.type === 'fragment') {
      const fragments = this.#fragments.get(channel) ?? new FragmentAssembler(2 ** 30)
      this.#fragments.set(channel, fragments)
      const whole = fragments.add(message)
      if (whole) this.#keep(channel, decodeMessage(whole))
    } else this.#keep(channel, message)
  }

  #keep(channel: number, message: Message): void {
    this.messages.set(channel, [...(this.messages.get(channel) ?? []), message])
  }
}

export function hello(token = ''): Message {
  return { type: 'hello', version: 3, client: 'test', token, sessionId: '', resumeSecret: '' }
}

/** The update of somebody who has typed this into an empty document. */
export function typed(text: string, clientId = 7): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = clientId
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}
