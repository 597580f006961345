import type { WeftProvider } from '@weft/provider'
import type { Store } from '@weft/provider/stores'
import { useGivenProvider } from './provider-context.ts'
import { storeOver, useStore } from './store-over.ts'

/**
 * The value of a store over the provider, such as `rightsStore` or `latencyStore` of `@weft/provider/stores`. Components
 * that use the same store of the same provider share it.
 *
 * @param storeOf Makes the store: the same function every time, or the store is made anew every time.
 * @param initial What to give while there is no provider yet.
 * @param provider That of the document around, unless given.
 * @throws {Error} When none is given and there is none around.
 */
export function useProviderStore<Value>(
  storeOf: (provider: WeftProvider) => Store<Value>,
  initial: Value,
  provider?: WeftProvider | null,
): Value {
  const given = useGivenProvider(provider)
  return useStore(given && storeOver(given, storeOf), initial)
}
