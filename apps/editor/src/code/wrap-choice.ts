import { Observable } from '../collaboration/observable.ts'
import { StoredValue } from '../collaboration/stored-value.ts'

/** Whether long lines go on in the next row, as this browser had it last. */
export class WrapChoice extends Observable<boolean> {
  readonly #stored = new StoredValue('weft.wrap', () => localStorage)

  /** @param isNarrow Whether there is so little room that they do unless somebody chose otherwise. */
  constructor(isNarrow: boolean) {
    super(isNarrow)
    const stored = this.#stored.read()
    if (typeof stored === 'boolean') this.set(stored)
  }

  choose(isWrapping: boolean): void {
    this.#stored.write(isWrapping)
    this.set(isWrapping)
  }
}
