import type { ServerNow } from './api.ts'
import { element, setText } from './element.ts'
import { bytes, duration, number } from './format.ts'

/** Whether its value is something to look after. */
interface Figure {
  readonly name: string
  readonly value: string
  readonly isBad?: boolean
}

/** Facts side by side, shown anew in place. */
export class Facts {
  readonly element: HTMLDListElement
  readonly #shown = new Map<string, { box: HTMLElement; value: HTMLElement }>()

  constructor(className: 'numbers' | 'facts') {
    this.element = element('dl', { className })
  }

  show(figures: readonly Figure[]): void {
    const names = new Set(figures.map(({ name }) => name))
    for (const [name, { box }] of this.#shown) {
      if (names.has(name)) continue
      box.remove()
      this.#shown.delete(name)
    }
    for (const { name, value, isBad = false } of figures) {
      const place = this.#shown.get(name) ?? this.#add(name)
      setText(place.value, value)
      place.box.classList.toggle('is-bad', isBad)
    }
  }

  #add(name: string): { box: HTMLElement; value: HTMLElement } {
    const value = element('dd')
    const box = element('div', {}, element('dt', { textContent: name }), value)
    this.element.append(box)
    const place = { box, value }
    this.#shown.set(name, place)
    return place
  }
}

/** An edit that waits for longer is worth a look, in milliseconds. */
const LONG_LAG_MS = 2_000

export const figuresOf = (server: ServerNow): readonly Figure[] => [
  { name: 'Connected', value: number(server.peers) },
  { name: 'Open documents', value: number(server.rooms) },
  { name: 'Read too slowly', value: number(server.behind), isBad: server.behind > 0 },
  {
    name: 'Edits not on disk',
    value: server.isSaving
      ? number(server.unsavedEdits)
      : `${number(server.unsavedEdits)}, not saving`,
    isBad: !server.isSaving,
  },
  { name: 'Lag', value: duration(server.lagMs), isBad: server.lagMs > LONG_LAG_MS },
  { name: 'Memory', value: bytes(server.memory.residentBytes) },
  { name: 'Up for', value: duration(server.uptimeSeconds * 1_000) },
  { name: 'State', value: server.state, isBad: server.state !== 'open' },
  { name: 'Version', value: server.version },
]
