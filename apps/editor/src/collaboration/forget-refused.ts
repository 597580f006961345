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
 * @param unsavedInCopy How many such edits the copy holds, also those of other tabs, and of a copy that was not read in time:
 * the provider knows nothing of them.
 * @returns Stops it.
 */
export function forgetRefused(
  provider: RefusedProvider,
  unsavedInCopy: () => Promise<number>,
): () => void {
  const forget = async (code: number) => {
    if (!FOR_GOOD.has(code) || !provider.offline) return
    try {
      if ((await unsavedInCopy()) > 0 || provider.unsavedChanges > 0) return
      await provider.offline.clear()
    } catch {
      // What cannot be removed could not be read either.
    }
  }
  const onClosed = ({ code }: { readonly code: number }) => void forget(code)
  provider.on('closed', onClosed)
  return () => provider.off('closed', onClosed)
}
