import type { WeftProvider } from '@weft/provider'
import { person } from './person.ts'

const saved = {
  saved: 'Saved',
  saving: 'Saving …',
  offline: 'Kept here until the server is back',
  failed: 'Not saved',
  unknown: '',
}

/** Says above the editor who this tab is, whether there is a connection, and whether all is on the server's disk. */
export function showStatus(provider: WeftProvider): void {
  const strip = document.querySelector<HTMLElement>('[data-strip]')
  if (!strip) return
  const show = (): void => {
    strip.dataset['state'] = provider.saveState
    strip.dataset['connected'] = String(provider.wsconnected)
    strip.replaceChildren(
      item('me', `You are ${person.name}`),
      item('connection', provider.wsconnected ? 'Connected' : 'Connecting …'),
      item('saved', saved[provider.saveState]),
    )
  }
  strip.style.setProperty('--me', person.color)
  for (const event of ['status', 'save-state'] as const) provider.on(event, show)
  show()
}

function item(name: string, text: string): HTMLElement {
  const element = document.createElement('span')
  element.className = name
  element.textContent = text
  return element
}
