import { createElement, type ReactElement, type ReactNode } from 'react'
import { WeftProviderContext } from './provider-context.ts'
import { useWeftProvider, type UseWeftProviderOptions } from './use-weft-provider.ts'

/** Which document, and what is inside it. */
export interface WeftDocumentProps extends UseWeftProviderOptions {
  /** What to show until the provider is there, which is on a server and for the first drawing. @default nothing */
  readonly fallback?: ReactNode
  /** Components that use the document: for them {@link useProvider} and all hooks find the provider. */
  readonly children?: ReactNode
}

/** Opens a document while it is mounted, for everything inside it. */
export function WeftDocument({ fallback, children, ...which }: WeftDocumentProps): ReactElement {
  const provider = useWeftProvider(which)
  return createElement(
    WeftProviderContext.Provider,
    { value: provider },
    provider ? children : fallback,
  )
}
