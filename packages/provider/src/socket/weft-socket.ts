import { SHARED_PARAMETER } from '@weft/protocol'
import { ObservableV2 } from 'lib0/observable'
import { encodeQueryParams } from 'lib0/url'
import { BrowserEvents, HIDDEN_BACKOFF, isHidden } from '../browser-events.ts'
import { isConnected, isWanted } from '../core/connection.ts'
import type { ConnectionStatus } from '../core/connection-state.ts'
import { contain } from '../core/ports.ts'
import { checkServerUrl } from '../document-url.ts'
import * as defaultOptions from '../default-options.ts'
import type { SharedSocket } from '../shared-socket.ts'
import { isNotPermanent, SocketOpener } from '../socket-opener.ts'
import { sleeplessClock, systemClock } from '../system-clock.ts'
import type { WebSocketConstructor, WebSocketLike } from '../web-socket.ts'
import { ChannelSocket } from './channel-socket.ts'
import type { Sharing } from './shared-link-options.ts'
import { SharedLink } from './shared-link.ts'

/** How a {@link WeftSocket} connects. */
export interface WeftSocketOptions {
  /** Query parameters of the shared connection's URL. Put no secret there: URLs are logged. @default {} */
  readonly params?: Record<string, string> | undefined
  /** WebSocket subprotocols. @default [] */
  readonly protocols?: string[] | undefined
  /** @default the global WebSocket */
  readonly WebSocketPolyfill?: WebSocketConstructor | undefined
  /** The longest time between two attempts to connect, in milliseconds. @default 30_000 */
  readonly maxBackoffTime?: number | undefined
  /** How long the server may take to let the socket open, in milliseconds. @default 20_000 */
  readonly connectTimeoutMs?: number | undefined
  /** After how much silence the connection is given up, in milliseconds. @default 30_000 */
  readonly silenceTimeoutMs?: number | undefined
  /** How long the connection is kept when the last provider has gone, in milliseconds. @default 1_000 */
  readonly lingerMs?: number | undefined
}

/** The events of {@link WeftSocket}, and what their listeners get. */
export interface WeftSocketEvents {
  /** `disconnected` comes only after `connected`; a failing attempt stays `connecting`. */
  status: (event: { readonly status: ConnectionStatus }) => void
  /** The server does, or does not, know many documents over one connection. */
  sharing: (sharing: Sharing) => void
  /** Something failed that the socket sees to by itself. */
  'connection-error': (error: Error) => void
}

interface User {
  readonly wake: () => void
  readonly isWanted: () => boolean
}

/**
 * One connection for many documents. Providers that are given it as their option `socket` share it, each with its own token,
 * status and sync. It is opened when the first of them connects, and closed a moment after the last has gone.
 *
 * Against a server that does not know this, each provider gets a socket of its own; {@link sharing} tells.
 *
 * @example
 *   const socket = new WeftSocket('wss://example.com')
 *   const notes = new WeftProvider(socket.url, 'notes', new Y.Doc(), { socket })
 *   const tasks = new WeftProvider(socket.url, 'tasks', new Y.Doc(), { socket })
 */
export class WeftSocket extends ObservableV2<WeftSocketEvents> implements SharedSocket {
  /** The server's, for the providers that share the socket. */
  readonly url: string
  /** For the option `socket` of a provider, which opens its connections with it. */
  readonly WebSocket: WebSocketConstructor | undefined
  readonly #options: WeftSocketOptions
  readonly #sockets: SocketOpener
  readonly #link: SharedLink
  readonly #browser: BrowserEvents
  /** The providers that use it. */
  readonly #users = new Set<User>()

  /**
   * @param serverUrl Where the server is, e.g. `wss://example.com`.
   * @throws {TypeError} When the URL cannot be used.
   */
  constructor(serverUrl: string, options: WeftSocketOptions = {}) {
    super()
    this.url = checkServerUrl(serverUrl)
    this.#options = options
    const webSocketClass: WebSocketConstructor | undefined =
      options.WebSocketPolyfill ?? globalThis.WebSocket
    this.#sockets = new SocketOpener({
      clock: systemClock,
      webSocketClass,
      url: () => sharedUrl(this.url, options.params),
      protocols: () => options.protocols ?? [],
      shouldReconnect: isNotPermanent,
      closed: () => {},
      failed: () => this.emit('connection-error', [new Error('The socket failed')]),
    })
    const link = this.#createLink()
    this.#link = link
    const channelClass = class extends ChannelSocket {
      constructor(url: string, protocols?: string[]) {
        super(link, url, protocols)
      }
    }
    this.WebSocket = webSocketClass && channelClass
    this.#browser = new BrowserEvents({
      woke: () => link.wake(),
      wentOffline: () => link.doubt(),
      hid: () => link.hide(),
      froze: () => {},
      showed: () => link.show(),
    })
  }

  /** Whether the shared connection stands. */
  get status(): ConnectionStatus {
    const { state } = this.#link
    if (isConnected(state)) return 'connected'
    return isWanted(state) ? 'connecting' : 'disconnected'
  }

  /**
   * Whether the documents share the connection: `unknown` until the server has answered for the first time, `separate` once
   * one has answered that does not know this, and then for good.
   */
  get sharing(): Sharing {
    return this.#link.sharing
  }

  /** How many documents are open over it, or wait for it to connect. */
  get channels(): number {
    return this.#link.channels
  }

  /** The round trip to the server in milliseconds; undefined while it is not known. */
  get latencyMs(): number | undefined {
    return this.#link.latencyMs
  }

  /** Tries again at once, if it is waiting to. Providers connect it by themselves. */
  connect(): void {
    this.#link.wake()
  }

  /**
   * Counts a provider in, until what it returns is called. Providers do that by themselves.
   *
   * @throws {TypeError} When the provider is for another server.
   */
  attach(serverUrl: string, wake: () => void, isWanted: () => boolean): () => void {
    if (serverUrl !== this.url) {
      throw new TypeError(
        `Cannot connect to "${serverUrl}" over a socket to "${this.url}": make the provider with the socket's url`,
      )
    }
    if (this.#link.state.name === 'destroyed') {
      throw new TypeError('Cannot connect over a socket that is destroyed')
    }
    const user = { wake, isWanted }
    this.#users.add(user)
    return () => {
      this.#users.delete(user)
      this.#link.reconsider()
    }
  }

  /** Closes the connection for good. Providers that still use it stop. Harmless when repeated. */
  override destroy(): void {
    this.#link.destroy()
    this.#browser.stop()
    this.#users.clear()
    super.destroy()
  }

  #createLink(): SharedLink {
    const { maxBackoffTime, connectTimeoutMs, silenceTimeoutMs, lingerMs = 1_000 } = this.#options
    const maxBackoffMs = maxBackoffTime ?? defaultOptions.maxBackoffTime
    const settings = {
      connectTimeoutMs: connectTimeoutMs ?? defaultOptions.connectTimeoutMs,
      silenceTimeoutMs: silenceTimeoutMs ?? defaultOptions.silenceTimeoutMs,
      canRenewToken: false,
    }
    return new SharedLink({
      url: this.url,
      clock: sleeplessClock(),
      random: () => Math.random(),
      settings: () => ({
        ...settings,
        maxBackoffMs: maxBackoffMs * (isHidden() ? HIDDEN_BACKOFF : 1),
      }),
      openSocket: (handlers) => this.#sockets.open(handlers),
      bufferedBytes: () => this.#sockets.current?.bufferedAmount ?? 0,
      openAlone: (url, own): WebSocketLike => {
        const { params = {}, protocols = own } = this.#options
        return new (this.#sockets.check())(withParams(url, params), protocols)
      },
      isWanted: () => [...this.#users].some(({ isWanted }) => isWanted()),
      lingerMs,
      listener: {
        statusChanged: (status) => this.emit('status', [{ status }]),
        sharingChanged: (sharing) => this.emit('sharing', [sharing]),
        opened: () => {
          for (const { wake } of [...this.#users]) contain(systemClock, wake)
        },
        failed: (error) => this.emit('connection-error', [error]),
        settled: () =>
          this.status === 'disconnected' ? this.#browser.stop() : this.#browser.start(),
      },
    })
  }
}

function sharedUrl(url: string, params: Readonly<Record<string, string>> = {}): string {
  return withParams(`${url}/`, { ...params, [SHARED_PARAMETER]: '1' })
}

/** @param url May have parameters of its own. */
function withParams(url: string, params: Readonly<Record<string, string>>): string {
  const query = encodeQueryParams({ ...params })
  return query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`
}
