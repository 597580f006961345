import { channelPrefix, documentNameFromPath } from '@weft/protocol'
import type { WebSocketLike } from '../web-socket.ts'
import type { SharedLink } from './shared-link.ts'

const CONNECTING = 0
const OPEN = 1
const CLOSED = 3

/** What a channel's WebSocket reports when it ends. Node 20 has no `CloseEvent`. */
function closeEvent(code: number, reason: string): CloseEvent {
  return Object.assign(new Event('close'), { code, reason, wasClean: code !== 1006 })
}

/** One document's channel of a shared connection, as a WebSocket. */
export class ChannelSocket implements WebSocketLike {
  binaryType = 'arraybuffer'
  onopen: ((event: Event) => void) | null = null
  onmessage: ((event: MessageEvent<ArrayBuffer>) => void) | null = null
  onerror: ((event: Event) => void) | null = null
  onclose: ((event: CloseEvent) => void) | null = null
  readonly url: string
  readonly protocols: string[]
  readonly documentName: string
  /** Set while the channel is open on a connection. */
  number: number | undefined
  prefix: Uint8Array = new Uint8Array()
  /** What waits for its turn. */
  readonly queue: Uint8Array[] = []
  queuedBytes = 0
  /** What was sent before it was known that the server knows channels. */
  unanswered: Uint8Array[] = []
  readonly #link: SharedLink
  #own: WebSocketLike | undefined
  #readyState = CONNECTING

  /** @throws {TypeError} When the URL is not that of a document on the socket's server. */
  constructor(link: SharedLink, url: string, protocols: string[] = []) {
    this.#link = link
    this.url = url
    this.protocols = protocols
    this.documentName = nameIn(url, link.url)
    link.open(this)
  }

  get readyState(): number {
    return this.#own?.readyState ?? this.#readyState
  }

  get bufferedAmount(): number {
    return this.#own?.bufferedAmount ?? this.queuedBytes
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    if (this.#own) return this.#sendAlone(this.#own, data)
    if (this.#readyState === OPEN) this.#link.send(this, data)
  }

  close(code = 1000, reason = ''): void {
    if (this.#own) return this.#own.close(code, reason)
    if (this.#readyState === CLOSED) return
    this.#link.leave(this, code, reason)
    this.#link.soon(() => this.ended(code, reason))
  }

  /** It is open from now on, under this number. */
  opened(number: number): void {
    this.number = number
    this.prefix = channelPrefix(number)
    this.#readyState = OPEN
    this.#tell(() => this.onopen?.(new Event('open')))
  }

  /** @param frame May be a view of a larger one. */
  received(frame: Uint8Array): void {
    if (this.#readyState !== OPEN) return
    const { buffer: data } = new Uint8Array(frame)
    this.#tell(() => this.onmessage?.(new MessageEvent('message', { data })))
  }

  /** The server, or the connection, has ended it. */
  ended(code: number, reason: string): void {
    if (this.#readyState === CLOSED) return
    this.#readyState = CLOSED
    this.forget()
    this.#tell(() => this.onclose?.(closeEvent(code, reason)))
  }

  /** Nothing of it is to be sent or told any more. */
  forget(): void {
    this.number = undefined
    this.queue.length = 0
    this.queuedBytes = 0
    this.unanswered = []
  }

  /** The server knows no channels: goes on as a WebSocket of its own, with what was said so far. */
  continueAlone(own: WebSocketLike): void {
    const said = this.unanswered
    const wasOpen = this.#readyState === OPEN
    this.forget()
    this.#own = own
    own.binaryType = this.binaryType
    own.onopen = (event: Event) => {
      if (wasOpen) for (const frame of said) own.send(new Uint8Array(frame))
      else this.onopen?.(event)
    }
    own.onmessage = (event: MessageEvent<ArrayBuffer>) => this.onmessage?.(event)
    own.onerror = (event: Event) => this.onerror?.(event)
    own.onclose = (event: CloseEvent) => this.onclose?.(event)
  }

  // What a listener throws surfaces as an uncaught error, as with any event target, and the others go on.
  #tell(tell: () => void): void {
    this.#link.contain(tell)
  }

  #sendAlone(own: WebSocketLike, data: Uint8Array<ArrayBuffer>): void {
    if (own.readyState === OPEN) own.send(data)
  }
}

function nameIn(url: string, serverUrl: string): string {
  const [path = ''] = url.slice(serverUrl.length + 1).split('?')
  const result = documentNameFromPath(path)
  if (url.startsWith(`${serverUrl}/`) && result.ok) return result.name
  throw new TypeError(`Cannot open "${url}" over a socket to "${serverUrl}"`)
}
