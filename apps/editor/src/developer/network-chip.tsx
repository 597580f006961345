import { Snail, Unplug, X } from 'lucide-react'
import type { Network, NetworkMode } from '../collaboration/network.ts'
import { developer as strings } from '../strings/developer.ts'
import '../styles/developer.css'

/** Says in the bar that the network is worse than it has to be. A click makes it good. */
export default function NetworkChip(props: {
  readonly network: Network
  readonly mode: Exclude<NetworkMode, 'normal'>
}) {
  const { network, mode } = props
  const { label, end } = strings.chip
  const Icon = mode === 'slow' ? Snail : Unplug
  return (
    <button
      type="button"
      className="network-chip"
      data-tooltip={end}
      aria-label={`${label[mode]}. ${end}`}
      onClick={() => network.mode.set('normal')}
    >
      <Icon aria-hidden="true" />
      <span className="button-label">{label[mode]}</span>
      <X aria-hidden="true" className="network-chip-end" />
    </button>
  )
}
