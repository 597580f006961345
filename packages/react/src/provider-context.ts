import type { WeftProvider } from '@weft/provider'
import { createContext, useContext } from 'react'

/** The provider of the document that a part of the page shows. `WeftDocument` fills it; so may you. */
export const WeftProviderContext = createContext<WeftProvider | null>(null)
WeftProviderContext.displayName = 'WeftProviderContext'

/**
 * The provider of the document around this component.
 *
 * @throws {Error} When there is none.
 */
export function useProvider(): WeftProvider {
  return useContext(WeftProviderContext) ?? missing()
}

/**
 * The provider that a hook was given, which is null while there is none yet; else that of the document around.
 *
 * @throws {Error} When none was given and there is none around.
 */
export function useGivenProvider(given: WeftProvider | null | undefined): WeftProvider | null {
  const around = useContext(WeftProviderContext)
  return given === undefined ? (around ?? missing()) : given
}

function missing(): never {
  throw new Error(
    'There is no Weft document around this component: put it inside <WeftDocument>, or give the hook a provider',
  )
}
