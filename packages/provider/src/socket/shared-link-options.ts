import type { ConnectionSettings, ConnectionStatus } from '../core/connection-state.ts'
import type { Clock, Socket, SocketHandlers } from '../core/ports.ts'
import type { WebSocketLike } from '../web-socket.ts'

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
