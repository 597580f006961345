import type { ObservableV2 } from 'lib0/observable'
import type { Awareness } from 'y-protocols/awareness'
import type { Doc } from 'yjs'
import type { ConnectionEvents } from './connection-events.ts'
import type { ConnectionSettings, ConnectionStatus } from './connection-state.ts'
import type { History } from './history.ts'
import type { Clock, Socket, SocketHandlers } from './ports.ts'
import type { Refusal } from './refusal.ts'

/** What happens to the connection. What a listener throws surfaces as an uncaught error. */
export interface ConnectionListener {
  statusChanged(status: ConnectionStatus): void
  syncChanged(isSynced: boolean): void
  refused(refusal: Refusal): void
  /** Something went wrong that the connection sees to by itself. */
  failed(error: Error): void
  /** A message came whose type is not ours. */
  receivedForeign(frame: Uint8Array): void
  /** The own awareness state changed. */
  presenceChanged(awareness: Uint8Array): void
  /** All that an event brought about is done. */
  settled(): void
}

export interface DocumentConnectionOptions {
  readonly doc: Doc
  readonly awareness: Awareness
  /** The origin of what comes from the server, by which the document's listeners know it. */
  readonly origin: object
  readonly clock: Clock
  /** A number in [0, 1), drawn anew for each call. */
  readonly random: () => number
  /** Read before each step. */
  readonly settings: () => ConnectionSettings
  /** Whether what runs now was called because the page is about to go. It may stay all the same. */
  readonly isLeaving: () => boolean
  /** The token for hello; empty when there is none. */
  readonly fetchToken: () => string | Promise<string>
  /** Begins to open a socket. It reports once this has returned. */
  readonly openSocket: (handlers: SocketHandlers) => Socket
  /** Name and version of the library, for the server's log. */
  readonly client: string
  /** The largest fragmented message to take, in bytes. */
  readonly maxMessageBytes: number
  /** How long an edit may be unsaved before that is told, in milliseconds; not positive: never. */
  readonly unsavedWarningMs: number
  /** How often to ask for the server's state, in milliseconds; not positive: never. */
  readonly resyncIntervalMs: number
  /** What is known of the document's history from before, as beside an offline copy. */
  readonly history: History | undefined
  /** Tells the application. */
  readonly emitter: Pick<ObservableV2<ConnectionEvents>, 'emit'>
  readonly listener: ConnectionListener
}
