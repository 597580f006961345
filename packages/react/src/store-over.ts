import type { WeftProvider } from '@weft/provider'
import type { Store } from '@weft/provider/stores'
import { useSyncExternalStore } from 'react'

/** Makes a store over a provider. */
export type StoreOf<Made extends Store<unknown>> = (provider: WeftProvider) => Made

const made = new WeakMap<WeftProvider, WeakMap<StoreOf<Store<unknown>>, Store<unknown>>>()

/** The store that all components share which show the same of the same provider. It goes with the provider. */
export function storeOver<Made extends Store<unknown>>(
  provider: WeftProvider,
  storeOf: StoreOf<Made>,
): Made {
  const stores = made.get(provider) ?? new WeakMap<StoreOf<Store<unknown>>, Store<unknown>>()
  made.set(provider, stores)
  const store = stores.get(storeOf) ?? storeOf(provider)
  stores.set(storeOf, store)
  // What this very function has made, now or before.
  return store as Made
}

/** The value of a store, drawn anew when it changes; `initial` while there is no store. */
export function useStore<Value>(store: Store<Value> | null, initial: Value): Value {
  const constant = () => initial
  return useSyncExternalStore(
    store?.subscribe ?? neverChanges,
    store?.getSnapshot ?? constant,
    store?.getServerSnapshot ?? constant,
  )
}

const neverChanges = () => () => {}
