import type { WeftProvider } from '@weft/provider'
import { myPresenceStore, type MyPresenceStore } from '@weft/provider/stores'
import { useGivenProvider } from './provider-context.ts'
import { storeOver, useStore } from './store-over.ts'

/**
 * What this tab says of itself to the others, and a function that publishes fields of it and keeps the rest:
 *
 * ```ts
 * const [mine, patchMine] = useMyPresence<{ user: { name: string }; status: 'typing' | 'idle' }>()
 * useEffect(() => patchMine({ user: { name } }), [patchMine, name])
 * ```
 *
 * The function stays the same as long as the provider does. While there is none yet, it does nothing.
 *
 * @param provider That of the document around, unless given.
 * @throws {Error} When none is given and there is none around.
 */
export function useMyPresence<State extends object>(
  provider?: WeftProvider | null,
): readonly [mine: Readonly<Partial<State>>, patchMine: MyPresenceStore<State>['patch']] {
  const given = useGivenProvider(provider)
  const store = given && storeOver(given, myPresenceStore<State>)
  return [useStore<Readonly<Partial<State>>>(store, NOTHING), store?.patch ?? doNothing]
}

const NOTHING = Object.freeze({})
const doNothing = () => {}
