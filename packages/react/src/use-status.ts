import type { ConnectionStatus, WeftProvider } from '@weft/provider'
import { statusStore } from '@weft/provider/stores'
import { useProviderStore } from './use-provider-store.ts'

/**
 * Whether the server is reached: `connected`, `connecting` (also between two attempts), or `disconnected` when no
 * connection is wanted or the provider has stopped.
 *
 * @param provider That of the document around, unless given.
 * @throws {Error} When none is given and there is none around.
 */
export function useStatus(provider?: WeftProvider | null): ConnectionStatus {
  return useProviderStore(statusStore, 'connecting', provider)
}
