import type { WeftProvider } from './provider.ts'

/** When not to warn. */
export interface UnloadWarningOptions {
  /**
   * Whether edits that are not on the server's disk outlive the page all the same; asked when the page is about to go.
   *
   * @default whether the provider's option `offline` keeps them on this device
   */
  readonly isKept?: (() => boolean) | undefined
}

/**
 * Lets the browser ask "Leave this page?" while there are edits that would be lost with it: some are `saving`, `offline` or
 * `failed`. The page listens to `beforeunload` only as long as that holds, so that it costs nobody the way back. Against a
 * server that does not say what it has saved it never asks, except without a connection.
 *
 * @returns Ends it. It also ends when the provider is destroyed.
 * @example
 *   import { warnBeforeUnload } from '@weft/provider/warn-before-unload'
 *
 *   warnBeforeUnload(provider)
 */
export function warnBeforeUnload(
  provider: WeftProvider,
  { isKept = () => provider.offline?.state.name === 'keeping' }: UnloadWarningOptions = {},
): () => void {
  // There is no page on a server.
  const page = typeof window === 'undefined' ? undefined : window
  const ask = (event: BeforeUnloadEvent): void => {
    if (!isKept()) event.preventDefault()
  }
  const look = (): void => {
    const isAtRisk = provider.saveState !== 'saved' && provider.saveState !== 'unknown'
    // Adding it twice, and removing what is not there, does nothing.
    if (isAtRisk) page?.addEventListener('beforeunload', ask)
    else page?.removeEventListener('beforeunload', ask)
  }
  const stop = (): void => {
    provider.off('save-state', look)
    provider.off('destroy', stop)
    page?.removeEventListener('beforeunload', ask)
  }
  provider.on('save-state', look)
  provider.on('destroy', stop)
  look()
  return stop
}
