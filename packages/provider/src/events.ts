import type { Doc } from 'yjs'
import type { ConnectionEvents } from './core/connection-events.ts'
import type { ConnectionStatus } from './core/connection-state.ts'
import type { OfflineState } from './offline-copy.ts'

/** The provider's events and what their listeners get. Those up to `closed` are y-websocket's. */
export interface ProviderEvents<Provider> extends ConnectionEvents {
  /** `disconnected` comes only after `connected`; a failing attempt stays `connecting`. */
  status: (event: { status: ConnectionStatus }) => void
  /** True once the server's whole state is here; false when the connection is lost. */
  sync: (isSynced: boolean) => void
  /** The same as `sync`. */
  synced: (isSynced: boolean) => void
  /** A socket was closed; null when we closed it ourselves. */
  'connection-close': (event: CloseEvent | null, provider: Provider) => void
  /** A socket failed, or something of ours did: then the event has an `error`. */
  'connection-error': (event: Event, provider: Provider) => void
  /** The provider has stopped and does not come back by itself; `refusal` says why. */
  closed: (event: { code: number; reason: string }, provider: Provider) => void
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
