import type { WeftProvider } from '@weft/provider'

/**
 * Has the browser ask before the page is left while changes exist only here. With a server that never confirms, they
 * are taken to be there once they were sent.
 *
 * @returns Stops asking.
 */
export function guardUnload(provider: Pick<WeftProvider, 'saveState'>): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    const { saveState } = provider
    if (saveState !== 'saved' && saveState !== 'unknown') event.preventDefault()
  }
  window.addEventListener('beforeunload', ask)
  return () => window.removeEventListener('beforeunload', ask)
}
