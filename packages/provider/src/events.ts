import type { DocumentSize, Rights } from '@weft/protocol'
import type { Doc } from 'yjs'
import type { ConnectionStatus } from './core/connection-state.ts'
import type { History } from './core/history.ts'
import type { SaveState } from './core/save-state.ts'
import type { OfflineState } from './offline-copy.ts'

/** The provider's events and what their listeners get. Those up to `closed` are y-websocket's. */
export interface ProviderEvents<Provider> {
  /** `disconnected` comes only after `connected`; a failing attempt stays `connecting`. */
  status: (event: { status: ConnectionStatus }) => void
  /** True once the server's whole state is here; false when the connection is lost. */
  sync: (isSynced: boolean) => void
  /** The same as `sync`. */
  synced: (isSynced: boolean) => void
  /** `syncProgress` grew: a part of a large state came, or all of it. */
  'sync-progress': (progress: number) => void
  /** A socket was closed; null when we closed it ourselves. */
  'connection-close': (event: CloseEvent | null, provider: Provider) => void
  /** A socket failed, or something of ours did: then the event has an `error`. */
  'connection-error': (event: Event, provider: Provider) => void
  /** The provider has stopped and does not come back by itself; `refusal` says why. */
  closed: (event: { code: number; reason: string }, provider: Provider) => void
  'save-state': (saveState: SaveState) => void
  'unsaved-changes': (count: number) => void
  /** The oldest unsaved edit has been so for longer than `unsavedWarningMs`; or no longer has. Each is told once. */
  'unsaved-for-long': (isLong: boolean) => void
  /** Without the right to write, `isFull` says that the document is full: deletions are still sent. */
  rights: (rights: Rights) => void
  /** The document is large, or has just ceased to be; undefined on a new connection, until the server tells. */
  'document-size': (size: DocumentSize | undefined) => void
  /** The server's document has another history. Nothing was merged, and the provider has stopped. */
  'history-changed': (event: { before: History; now: History }) => void
  /** `offline.state` changed. Told once, however often keeping is tried again. */
  'offline-state': (state: OfflineState) => void
  /** The provider was destroyed. */
  destroy: (provider: Provider) => void
  /** Never emitted; some editors listen to it. */
  update: (update: unknown) => void
  /** Never emitted; some editors listen to it. */
  reload: (doc: Doc) => void
}

/** An `error` event for what no socket reports. */
export function errorEvent(error: Error): Event & { readonly error: Error } {
  return Object.assign(new Event('error'), { error, message: error.message })
}
