import type { Awareness } from 'y-protocols/awareness'
import type { History } from './core/history.ts'
import type { OfflineStore } from './offline-copy.ts'
import type { SharedSocket } from './shared-socket.ts'
import type { WireListener } from './wire-listener.ts'
import type { WebSocketConstructor } from './web-socket.ts'

/** The token, or what gets it; asked anew for each attempt to connect, and before a token ends. Empty: there is none. */
export type Token = string | (() => string | Promise<string>)

export interface ProviderOptions<Provider> {
  /** Whether to connect at once. @default true */
  readonly connect?: boolean | undefined
  /** @default a new Awareness, which the provider destroys together with itself */
  readonly awareness?: Awareness | undefined
  /** Query parameters of the URL. Put no secret there: URLs are logged. @default {} */
  readonly params?: Record<string, string> | undefined
  /** WebSocket subprotocols. @default [] */
  readonly protocols?: string[] | undefined
  /** @default the global WebSocket */
  readonly WebSocketPolyfill?: WebSocketConstructor | undefined
  /**
   * A connection to share with other providers: a `WeftSocket` of `@weft/provider/socket`. Then {@link params}, {@link protocols}
   * and {@link WebSocketPolyfill} are its own. @default none
   */
  readonly socket?: SharedSocket | undefined
  /** How often to ask for the server's state, in milliseconds; not positive: never. @default -1 */
  readonly resyncInterval?: number | undefined
  /** The longest time between two attempts to connect, in milliseconds. @default 30_000 */
  readonly maxBackoffTime?: number | undefined
  /** Whether to leave the other tabs of this browser alone. @default false */
  readonly disableBc?: boolean | undefined
  /**
   * Whether to come back after the server closed the connection.
   *
   * @default all codes but those from 4400 to 4499
   */
  readonly shouldReconnect?: ((event: CloseEvent, provider: Provider) => boolean) | undefined
  /**
   * Sent to a Weft server in its first message, not in the URL. After a refusal (4401), a function is asked once more. If the
   * server says when the token ends, a function is asked for another well before, which is sent over the same connection.
   *
   * @default none
   */
  readonly token?: Token | undefined
  /** What `history` was when the document was last kept offline, to find out whether the server's was replaced. */
  readonly history?: History | undefined
  /** Keeps the document on this device as well: `indexedDb()` of `@weft/provider/offline`. @default none */
  readonly offline?: OfflineStore | undefined
  /** Hears of every frame: `wireLog(console.debug)` of `@weft/provider/debug`, for one. @default none */
  readonly debug?: WireListener | undefined
  /** How long the server may take to let a socket open, or the token to come, in milliseconds. @default 20_000 */
  readonly connectTimeoutMs?: number | undefined
  /** After how much silence a connection is given up, in milliseconds. @default 30_000 */
  readonly silenceTimeoutMs?: number | undefined
  /** After how long unsaved edits are told as `unsaved-for-long`, in milliseconds; not positive: never. @default 10_000 */
  readonly unsavedWarningMs?: number | undefined
  /** The largest message to take from the server, in bytes. @default 268_435_456 (256 MiB) */
  readonly maxMessageBytes?: number | undefined
}
