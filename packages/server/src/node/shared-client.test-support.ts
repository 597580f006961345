import {
  decodeChannelFrame,
  decodeMessage,
  encodeChannelFrame,
  encodeMessage,
  FragmentAssembler,
  type ChannelFrame,
  type Message,
} from '@weft/protocol'
import { onTestFinished } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import { Watched } from './watched.test-support.ts'

/** A shared connection over a real socket, which says what the test makes it say. */
export class SharedClient extends Watched {
  readonly socket: WebSocket
  closeCode: number | undefined
  /** What was said outside of channels. */
  readonly outside: Message[] = []
  readonly messages = new Map<number, Message[]>()
  readonly closedChannels = new Map<number, number>()
  readonly #fragments = new Map<number, FragmentAssembler>()

  /** @param query More of the URL's query. */
  constructor(url: string, options: ClientOptions = {}, query = '') {
    super()
    this.socket = new WebSocket(`${url}/?channels=1${query}`, options)
    this.socket.on('error', () => this.changed())
    this.socket.on('open', () => this.changed())
    this.socket.on('message', (data: Buffer) => {
      this.#take(data)
      this.changed()
    })
    this.socket.on('close', (code) => {
      this.closeCode = code
      this.changed()
    })
    onTestFinished(() => this.socket.terminate())
  }

  static async open(url: string, options: ClientOptions = {}, query = ''): Promise<SharedClient> {
    const client = new SharedClient(url, options, query)
    await client.until('it is open', () => client.socket.readyState === WebSocket.OPEN)
    return client
  }

  say(frame: ChannelFrame | Message): void {
    const isOfChannels =
      frame.type === 'channel' || frame.type === 'openChannel' || frame.type === 'closeChannel'
    this.socket.send(isOfChannels ? encodeChannelFrame(frame) : encodeMessage(frame))
  }

  sayIn(channel: number, message: Message): void {
    this.say({ type: 'channel', channel, frame: encodeMessage(message) })
  }

  /** Opens a channel, says hello and asks for the document. */
  join(channel: number, documentName: string): void {
    this.say({ type: 'openChannel', channel, documentName })
    this.sayIn(channel, {
      type: 'hello',
      version: 3,
      client: 'test',
      token: '',
      sessionId: '',
      resumeSecret: '',
    })
    this.sayIn(channel, { type: 'syncStep1', stateVector: Uint8Array.of(0) })
  }

  /** Resolves with the first message of this type on a channel. */
  async hears<T extends Message['type']>(
    channel: number,
    type: T,
  ): Promise<Extract<Message, { readonly type: T }>> {
    const find = () =>
      this.messages
        .get(channel)
        ?.find(
          (message): message is Extract<Message, { readonly type: T }> => message.type === type,
        )
    await this.until(`channel ${channel} hears ${type}`, () => find() !== undefined)
    const found = find()
    if (!found) throw new Error('It was there a moment ago')
    return found
  }

  async closed(): Promise<number> {
    await this.until('the server closes', () => this.closeCode !== undefined)
    return this.closeCode ?? 0
  }

  #take(data: Uint8Array): void {
    const frame = decodeChannelFrame(data)
    if (frame?.type === 'closeChannel') this.closedChannels.set(frame.channel, frame.code)
    else if (frame?.type === 'channel') this.#takeIn(frame.channel, decodeMessage(frame.frame))
    else this.outside.push(decodeMessage(data))
  }

  #takeIn(channel: number, message: Message): void {
    const messages = this.messages.get(channel) ?? []
    this.messages.set(channel, messages)
    if (message.type !== 'fragment') {
      messages.push(message)
      return
    }
    const fragments = this.#fragments.get(channel) ?? new FragmentAssembler(2 ** 30)
    this.#fragments.set(channel, fragments)
    const whole = fragments.add(message)
    if (whole) messages.push(decodeMessage(whole))
  }
}
