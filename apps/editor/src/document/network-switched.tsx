import { Suspense } from 'react'
import { lazyPart } from '../browser/lazy-part.ts'
import { useReadable } from '../browser/use-readable.ts'
import type { Network } from '../collaboration/network.ts'

const NetworkChip = lazyPart(() => import('../developer/network-chip.tsx'))

/** A chip while the network is made worse on purpose, so that nobody forgets it. */
export function NetworkSwitched({ network }: { readonly network: Network }) {
  const mode = useReadable(network.mode)
  if (mode === 'normal') return null
  return (
    <Suspense>
      <NetworkChip network={network} mode={mode} />
    </Suspense>
  )
}
