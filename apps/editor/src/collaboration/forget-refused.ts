import type { OfflineCopy } from '@weft/provider/offline'

/** What {@link forgetRefused} needs of a provider. */
export interface RefusedProvider {
  readonly offline: Pick<OfflineCopy, 'clear'> | undefined
  readonly unsavedChanges: number
  on(name: 'closed', listener: (event: { readonly code: number }) => void): void
  off(name: 'closed', listener: (event: { readonly code: number }) => void): void
}

/** Not allowed, and deleted: nobody comes back from these with what this device has kept. */
const FOR_GOOD = new Set([4403, 4404])

/**
 * Removes this device's copy of a document that was deleted, or that its user may no longer see. Not while it has edits that
 * are nowhere else: then whoever wrote them decides.
 *
 * @returns Stops it.
 */
export function forgetRefused(provider: RefusedProvider): () => void {
  const forget = ({ code }: { readonly code: number }) => {
    if (!FOR_GOOD.has(code) || provider.unsavedChanges > 0) return
    // What cannot be removed could not be read either.
    provider.offline?.clear().catch(() => {})
  }
  provider.on('closed', forget)
  return () => provider.off('closed', forget)
}
