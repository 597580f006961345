import { Observable } from '../collaboration/observable.ts'
import type { StoredValue } from '../collaboration/stored-value.ts'

/** The key of the choice in `localStorage`, which `public/theme.js` reads before anything is drawn. */
export const THEME_KEY = 'weft.theme'

/** `system` follows the device, also when it changes. */
export type ThemeChoice = 'system' | 'light' | 'dark'

/** Light or dark, by the system or by choice: `data-theme` on the page's root, and nothing where the system decides. */
export class Theme extends Observable<ThemeChoice> {
  readonly #stored: StoredValue
  readonly #root: { readonly dataset: DOMStringMap }

  constructor(stored: StoredValue, root: { readonly dataset: DOMStringMap }) {
    super(choiceFrom(stored.read()))
    this.#stored = stored
    this.#root = root
    this.#show()
  }

  choose(choice: ThemeChoice): void {
    this.#stored.write(choice)
    this.set(choice)
    this.#show()
  }

  /** Another tab may have chosen. */
  reload(): void {
    this.set(choiceFrom(this.#stored.read()))
    this.#show()
  }

  #show(): void {
    const choice = this.get()
    if (choice === 'system') delete this.#root.dataset['theme']
    else this.#root.dataset['theme'] = choice
  }
}

function choiceFrom(stored: unknown): ThemeChoice {
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}
