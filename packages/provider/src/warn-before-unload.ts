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
    const { saveState, unsavedChanges, offline } = provider
    // While the copy on the device is read, nothing is kept yet, and nobody says what is saved.
    const isNew = offline?.state.name === 'loading' && unsavedChanges > 0
    const isAtRisk = isNew || (saveState !== 'saved' && saveState !== 'unknown')
    // Adding it twice, and removing what is not there, does nothing.
    if (isAtRisk) page?.addEventListener('beforeunload', ask)
    else page?.removeEventListener('beforeunload', ask)
  }
  const events = ['save-state', 'unsaved-changes', 'offline-state'] as const
  const stop = (): void => {
    for (const name of events) provider.off(name, look)
    provider.off('destroy', stop)
    page?.removeEventListener('beforeunload', ask)
  }
  for (const name of events) provider.on(name, look)
  provider.on('destroy', stop)
  look()
  return stop
}
