import type { LucideIcon } from 'lucide-react'

/** A button of the bar that is on or off. */
export function FindOption(props: {
  readonly label: string
  readonly icon: LucideIcon
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}) {
  const { label, icon: Icon, isOn, onChange } = props
  return (
    <button
      type="button"
      className="tool"
      aria-label={label}
      title={label}
      aria-pressed={isOn}
      onClick={() => onChange(!isOn)}
    >
      <Icon aria-hidden="true" />
    </button>
  )
}
