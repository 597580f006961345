import type { WeftProvider } from '@weft/provider'
import { person } from './person.ts'

const saved = {
  saved: 'Saved',
  saving: 'Saving …',
  offline: 'Kept here until the server is back',
  failed: 'Not saved',
  unknown: '',
}

/** Says above the editor who this tab is, who else is here, and whether all is on the server's disk. */
export function showStatus(provider: WeftProvider): void {
  const { awareness } = provider
  const show = (): void => {
    const others = awareness.getStates().size - (awareness.getLocalState() === null ? 0 : 1)
    say('me', `You are ${person.name}`)
    say('others', others === 0 ? 'Nobody else is here' : `${others} more here`)
    say('connection', provider.wsconnected ? 'Connected' : 'Connecting …')
    say('saved', saved[provider.saveState])
  }
  document.documentElement.style.setProperty('--me', person.color)
  provider.on('status', show)
  provider.on('save-state', show)
  awareness.on('change', show)
  show()
}

function say(item: string, text: string): void {
  const element = document.querySelector(`.strip .${item}`)
  // Only what changes, because screen readers read it out.
  if (element && element.textContent !== text) element.textContent = text
}
