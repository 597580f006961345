import { once } from 'node:events'
import type { Socket } from 'node:net'
import { WebSocket, type RawData } from 'ws'
import { readMessage, type AwarenessEntry, type Message } from './messages.ts'
import { Failure } from './verdict.ts'
import { Watched } from './watched.ts'
import type { WireProtocol } from './wire-protocol.ts'

const OPEN_LIMIT_MS = 5_000

export interface ConnectionOptions {
  /** Whether pings are answered. @default true */
  readonly answersPings?: boolean
  /** How many times as long to wait for whatever is awaited. @default 1 */
  readonly patience?: number
}

/** One connection to one document: sends messages, right and wrong ones, and keeps what comes. */
export class Connection extends Watched {
  readonly documentName: string
  /** Everything that came, in order. */
  readonly received: Message[] = []
  /** The size of each message that came, in bytes. */
  readonly sizes: number[] = []
  /** How many frames came, housekeeping and empty ones included. */
  frames = 0
  pings = 0
  pongs = 0
  /** Set when the connection has ended, by the server or by us. */
  ended: { readonly code: number; readonly reason: string } | undefined
  /** What came and could not be read. */
  unreadable: string | undefined
  readonly #webSocket: WebSocket
  readonly #wire: WireProtocol
  readonly #onMessage: ((message: Message) => void)[] = []
  #socket: Socket | undefined
  #problem: string | undefined

  private constructor(
    url: string,
    documentName: string,
    wire: WireProtocol,
    { answersPings = true, patience = 1 }: ConnectionOptions,
  ) {
    super(patience)
    this.documentName = documentName
    this.#wire = wire
    this.#webSocket = new WebSocket(url, {
      autoPong: answersPings,
      perMessageDeflate: false,
      maxPayload: 256 * 1024 * 1024,
    })
    this.#webSocket.on('upgrade', ({ socket }) => (this.#socket = socket))
    this.#webSocket.on('open', () => {
      for (const frame of wire.greeting(documentName)) this.#webSocket.send(frame)
    })
    this.#webSocket.on('message', (data, isBinary) => this.#take(data, isBinary))
    this.#webSocket.on('ping', () => {
      this.pings += 1
      this.changed()
    })
    this.#webSocket.on('pong', () => {
      this.pongs += 1
      this.changed()
    })
    // A close follows.
    this.#webSocket.on('error', (error) => (this.#problem = error.message))
    this.#webSocket.on('close', (code, reason) =>
      this.#end(code, String(reason) || (this.#problem ?? '')),
    )
  }

  /** @throws {Failure} When there is no connection within 5 s. */
  static async open(
    url: string,
    documentName: string,
    wire: WireProtocol,
    options: ConnectionOptions = {},
  ): Promise<Connection> {
    const connection = new Connection(url, documentName, wire, options)
    const webSocket = connection.#webSocket
    try {
      await once(webSocket, 'open', { signal: AbortSignal.timeout(OPEN_LIMIT_MS) })
    } catch (error) {
      webSocket.terminate()
      const why = error instanceof Error ? error.message : String(error)
      throw new Failure(`no connection to ${url}: ${why}`)
    }
    return connection
  }

  get isOpen(): boolean {
    return this.ended === undefined
  }

  /** What is waiting here to be sent, in bytes. */
  get unsentBytes(): number {
    return this.#webSocket.bufferedAmount
  }

  /** Also of the messages that have come already. */
  onMessage(listener: (message: Message) => void): void {
    this.received.forEach((message) => listener(message))
    this.#onMessage.push(listener)
  }

  /** Sends a message, or bytes that only pretend to be one. */
  send(message: Uint8Array): void {
    if (this.isOpen) this.#webSocket.send(this.#wire.wrap(this.documentName, message))
  }

  /** Sends a frame as it is, without the protocol's envelope. */
  sendFrame(frame: Uint8Array | string): void {
    if (this.isOpen) this.#webSocket.send(frame)
  }

  /** Writes bytes past the WebSocket, wherever its frames begin and end. */
  sendBytes(bytes: Uint8Array): void {
    this.#socket?.write(bytes)
  }

  ping(): void {
    if (this.isOpen) this.#webSocket.ping()
  }

  /** Stops reading, so that the server's bytes pile up. */
  pause(): void {
    this.#webSocket.pause()
  }

  resume(): void {
    this.#webSocket.resume()
  }

  /** Ends it without a word, as a lost network does. */
  cut(): void {
    this.#webSocket.terminate()
  }

  /** Ends it as a page does that is closed. */
  async close(): Promise<void> {
    this.#webSocket.close(1000)
    await this.until('the connection closes', () => !this.isOpen)
  }

  /** The messages of one type that came. */
  all<Type extends Message['type']>(type: Type): Extract<Message, { readonly type: Type }>[] {
    return this.received.filter(
      (message): message is Extract<Message, { readonly type: Type }> => message.type === type,
    )
  }

  /** Resolves with the first message of a type that comes after the first `skip` of them. */
  async first<Type extends Message['type']>(
    type: Type,
    { skip = 0, limitMs = 4_000 }: { readonly skip?: number; readonly limitMs?: number } = {},
  ): Promise<Extract<Message, { readonly type: Type }>> {
    const what = skip === 0 ? `a message of type "${type}"` : `another message of type "${type}"`
    await this.until(what, () => this.all(type).length > skip, limitMs)
    const message = this.all(type)[skip]
    if (!message) throw new Failure(`no message of type "${type}"`)
    return message
  }

  /** What was last heard of a client, if anything. */
  entry(clientId: number): AwarenessEntry | undefined {
    return this.all('awareness')
      .flatMap(({ entries }) => entries)
      .findLast((entry) => entry.clientId === clientId)
  }

  /** Resolves with the code with which the server ends it. */
  async closed(limitMs = 4_000): Promise<number> {
    await this.until('the server closes the connection', () => !this.isOpen, limitMs)
    return this.ended?.code ?? 0
  }

  protected describe(): string {
    const counts = new Map<string, number>()
    for (const { type } of this.received) counts.set(type, (counts.get(type) ?? 0) + 1)
    const messages = [...counts].map(([type, count]) => `${count} × ${type}`).join(', ')
    const end = this.ended
    const state = end ? `closed with ${end.code}${end.reason ? ` "${end.reason}"` : ''}` : 'open'
    return `seen: ${messages || 'no message'}; ${state}${this.unreadable ? `; ${this.unreadable}` : ''}`
  }

  #take(data: RawData, isBinary: boolean): void {
    this.frames += 1
    try {
      if (!isBinary) throw new Error('a text frame')
      if (!(data instanceof Buffer)) throw new Error('a frame in parts')
      const unwrapped = this.#wire.unwrap(data)
      if (unwrapped.type === 'ended') this.#end(0, unwrapped.reason)
      if (unwrapped.type === 'message') {
        const message = readMessage(unwrapped.message)
        this.received.push(message)
        this.sizes.push(unwrapped.message.length)
        for (const listener of this.#onMessage) listener(message)
      }
    } catch (error) {
      this.unreadable ??= `cannot read a frame of ${Buffer.isBuffer(data) ? data.length : '?'} bytes: ${String(error)}`
    }
    this.changed()
  }

  #end(code: number, reason: string): void {
    this.ended ??= { code, reason }
    this.changed()
  }
}
