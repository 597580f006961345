import type { WeftProvider } from '@weft/provider'
import { saveStore, type Saving } from '@weft/provider/stores'
import { useProviderStore } from './use-provider-store.ts'

/**
 * Where the local edits are, to be shown: `{ state, unsavedChanges }`. It never says `saved` when the provider does not;
 * after a change it says so only when that has lasted 300 ms, so that nothing flickers.
 *
 * @param provider That of the document around, unless given.
 * @throws {Error} When none is given and there is none around.
 */
export function useSaveState(provider?: WeftProvider | null): Saving {
  return useProviderStore(saveStore, NOTHING_UNSAVED, provider)
}

const NOTHING_UNSAVED: Saving = { state: 'saved', unsavedChanges: 0 }
