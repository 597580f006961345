import type { WeftProvider } from '@weft/provider'
import { syncedStore } from '@weft/provider/stores'
import { useProviderStore } from './use-provider-store.ts'

/**
 * Whether the server's whole state is here and the connection stands.
 *
 * @param provider That of the document around, unless given.
 * @throws {Error} When none is given and there is none around.
 */
export function useSynced(provider?: WeftProvider | null): boolean {
  return useProviderStore(syncedStore, false, provider)
}
