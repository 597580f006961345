import { Observable } from '../collaboration/observable.ts'
import { field } from '../collaboration/person.ts'
import type { StoredValue } from '../collaboration/stored-value.ts'

/** What can stand beside the text, and where. */
export const panelSides = {
  outline: 'left',
  comments: 'right',
  developer: 'right',
} as const

export type PanelName = keyof typeof panelSides
export type PanelSide = (typeof panelSides)[PanelName]

/** Which panel is open on each side: one at most. */
export type OpenPanels = Readonly<Partial<Record<PanelSide, PanelName>>>

/** The panels beside the text, as this browser had them last. */
export class Panels extends Observable<OpenPanels> {
  readonly #stored: StoredValue

  /** @param remembers Whether those that were open last open again: not where a panel covers the text. */
  constructor(stored: StoredValue, remembers: boolean) {
    super(remembers ? panelsFrom(stored.read()) : {})
    this.#stored = stored
  }

  isOpen(name: PanelName): boolean {
    return this.get()[panelSides[name]] === name
  }

  open(name: PanelName): void {
    this.#change({ ...this.get(), [panelSides[name]]: name })
  }

  close(name: PanelName): void {
    if (!this.isOpen(name)) return
    const { [panelSides[name]]: _closed, ...others } = this.get()
    this.#change(others)
  }

  toggle(name: PanelName): void {
    if (this.isOpen(name)) this.close(name)
    else this.open(name)
  }

  #change(panels: OpenPanels): void {
    this.#stored.write(panels)
    this.set(panels)
  }
}

function panelsFrom(stored: unknown): OpenPanels {
  const names = Object.keys(panelSides) as PanelName[]
  const open = names.filter((name) => field(stored, panelSides[name]) === name)
  return Object.fromEntries(open.map((name) => [panelSides[name], name]))
}
