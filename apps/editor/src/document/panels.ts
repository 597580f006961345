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
  readonly #areBeside: boolean

  /**
   * @param areBeside Whether there is room for them beside the text. Where they cover it, one is open at a time, and none
   *   at first.
   */
  constructor(stored: StoredValue, areBeside: boolean) {
    super(areBeside ? panelsFrom(stored.read()) : {})
    this.#stored = stored
    this.#areBeside = areBeside
  }

  isOpen(name: PanelName): boolean {
    return this.get()[panelSides[name]] === name
  }

  open(name: PanelName): void {
    this.#change({ ...(this.#areBeside && this.get()), [panelSides[name]]: name })
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
