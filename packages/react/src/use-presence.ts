import type { WeftProvider } from '@weft/provider'
import {
  type Person,
  presenceStore,
  type PresenceStoreOptions,
  type SelectingPresenceStoreOptions,
  type Store,
} from '@weft/provider/stores'
import { useMemo } from 'react'
import { useGivenProvider } from './provider-context.ts'
import { storeOver, useStore } from './store-over.ts'

/**
 * Who is here: this tab first, the others in the order in which they joined.
 *
 * Somebody stays the same object as long as the user and what is selected stay equal. So by default a cursor that moves
 * redraws nothing; select what else you show. Keep `select` the same from one drawing to the next: define it outside the
 * component, or with `useCallback`.
 *
 * @param provider That of the document around, unless given.
 * @throws {Error} When none is given and there is none around.
 */
export function usePresence<State extends object, Selected>(
  options: SelectingPresenceStoreOptions<State, Selected>,
  provider?: WeftProvider | null,
): readonly Person<Selected>[]
/** Who is here, and nothing else of them. */
export function usePresence(
  options?: PresenceStoreOptions<object, undefined>,
  provider?: WeftProvider | null,
): readonly Person[]
export function usePresence<State extends object, Selected>(
  { select, includeSelf = true }: PresenceStoreOptions<State, Selected> = {},
  provider?: WeftProvider | null,
): readonly Person<Selected | undefined>[] {
  const given = useGivenProvider(provider)
  const store = useMemo((): Store<readonly Person<Selected | undefined>[]> | null => {
    if (!given) return null
    if (select) return presenceStore(given, { select, includeSelf })
    return storeOver(given, includeSelf ? everybody : others)
  }, [given, select, includeSelf])
  return useStore<readonly Person<Selected | undefined>[]>(store, NOBODY)
}

const NOBODY: readonly never[] = Object.freeze([])
const everybody = (provider: WeftProvider) => presenceStore(provider)
const others = (provider: WeftProvider) => presenceStore(provider, { includeSelf: false })
