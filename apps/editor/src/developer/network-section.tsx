import { Unplug } from 'lucide-react'
import { useId } from 'react'
import { useReadable } from '../browser/use-readable.ts'
import type { DocumentSession } from '../collaboration/document-session.ts'
import type { NetworkMode } from '../collaboration/network.ts'
import { developer as strings } from '../strings/developer.ts'
import type { NetworkSwitch } from './network-switch.ts'

const modes = ['normal', 'slow', 'offline'] as const satisfies readonly NetworkMode[]

/** Makes the network worse, to see what happens then. */
export function NetworkSection(props: {
  readonly session: DocumentSession
  readonly networkSwitch: NetworkSwitch
}) {
  const { session, networkSwitch } = props
  const { announcer, network } = session
  const current = useReadable(network.mode)
  const name = useId()
  const words = strings.network
  const choose = (mode: NetworkMode) => {
    network.mode.set(mode)
    announcer.say(words.told[mode])
  }
  const drop = () => {
    networkSwitch.drop()
    announcer.say(words.dropped)
  }
  return (
    <fieldset className="developer-section network">
      <legend>{words.title}</legend>
      <div className="segments">
        {modes.map((mode) => (
          <label key={mode} className="segment">
            <input
              type="radio"
              name={name}
              value={mode}
              checked={mode === current}
              onChange={() => choose(mode)}
            />
            <span>{words.modes[mode]}</span>
          </label>
        ))}
      </div>
      <p className="developer-hint">
        {current === 'normal' ? words.hint : `${words.told[current]} ${words.hint}`}
      </p>
      <button
        type="button"
        className="button"
        aria-disabled={current === 'offline' || undefined}
        onClick={() => {
          if (current !== 'offline') drop()
        }}
      >
        <Unplug aria-hidden="true" />
        {words.drop}
      </button>
    </fieldset>
  )
}
