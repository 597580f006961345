import { useReadable } from '../browser/use-readable.ts'
import type { Network } from '../collaboration/network.ts'
import { part } from '../part/part.tsx'

const NetworkChip = part(() => import('../developer/network-chip.tsx'))

/** A chip while the network is made worse on purpose, so that nobody forgets it. */
export function NetworkSwitched({ network }: { readonly network: Network }) {
  const mode = useReadable(network.mode)
  if (mode === 'normal') return null
  return <NetworkChip network={network} mode={mode} />
}
