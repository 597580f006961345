import type { DocumentSize, Rights } from '@weft/protocol'
import type { ConnectionStatus } from '../core/connection-state.ts'
import type { Refusal } from '../core/refusal.ts'
import type { WeftProviderEvents } from '../index.ts'
import type { OfflineState } from '../offline-copy.ts'
import type { WeftProvider } from '../provider.ts'
import { createStore, type Store } from './store.ts'

/**
 * Whether the server is reached: `connected`, `connecting` (also between two attempts), or `disconnected` when no
 * connection is wanted or the provider has stopped. `disconnect()` between two attempts makes no event: the snapshot knows
 * it, subscribers are told with the next event.
 */
export function statusStore(provider: WeftProvider): Store<ConnectionStatus> {
  return createStore({
    // Who asks before there is a connection is about to make one.
    initial: 'connecting',
    read: () => {
      if (provider.wsconnected) return 'connected'
      return provider.shouldConnect ? 'connecting' : 'disconnected'
    },
    listen: (look) => listen(provider, ['status', 'connection-close', 'closed'], look),
  })
}

/** Whether the server's whole state is here and the connection stands. */
export function syncedStore(provider: WeftProvider): Store<boolean> {
  return createStore({
    initial: false,
    read: () => provider.synced,
    listen: (look) => listen(provider, ['sync'], look),
  })
}

/** How much of the server's state is here, from 0 to 1: a large one comes in pieces. */
export function syncProgressStore(provider: WeftProvider): Store<number> {
  return createStore({
    initial: 0,
    read: () => provider.syncProgress,
    listen: (look) => listen(provider, ['sync-progress', 'sync', 'status'], look),
  })
}

/** How the copy on this device does; undefined without the option `offline`. */
export function offlineStore(provider: WeftProvider): Store<OfflineState | undefined> {
  return createStore<OfflineState | undefined>({
    initial: undefined,
    read: () => provider.offline?.state,
    listen: (look) => listen(provider, ['offline-state'], look),
  })
}

const EVERY_RIGHT: Rights = Object.freeze({ canWrite: true })

/** What the server lets us do; everything, until it says otherwise. */
export function rightsStore(provider: WeftProvider): Store<Rights> {
  return createStore({
    initial: EVERY_RIGHT,
    read: (previous) => {
      const rights = provider.rights
      const isSame = rights.canWrite === previous.canWrite && rights.isFull === previous.isFull
      return isSame ? previous : rights
    },
    listen: (look) => listen(provider, ['rights', 'status'], look),
  })
}

/** How large the document is, once the server has warned that it is large. */
export function documentSizeStore(provider: WeftProvider): Store<DocumentSize | undefined> {
  return createStore<DocumentSize | undefined>({
    initial: undefined,
    read: () => provider.documentSize,
    listen: (look) => listen(provider, ['document-size'], look),
  })
}

/** Why the provider has stopped and does not come back by itself; undefined while it has not. */
export function refusalStore(provider: WeftProvider): Store<Refusal | undefined> {
  return createStore<Refusal | undefined>({
    initial: undefined,
    read: () => provider.refusal,
    listen: (look) => listen(provider, ['closed', 'status'], look),
  })
}

/** Calls `look` at each of the events, until what it returns is called. */
export function listen(
  provider: WeftProvider,
  events: readonly (keyof WeftProviderEvents)[],
  look: () => void,
): () => void {
  // A function of our own: an emitter takes the same one only once.
  const onEvent = () => look()
  for (const event of events) provider.on(event, onEvent)
  return () => {
    for (const event of events) provider.off(event, onEvent)
  }
}
