import { Observable } from '../collaboration/observable.ts'
import { field } from '../collaboration/person.ts'
import type { StoredValue } from '../collaboration/stored-value.ts'

export interface RecentDocument {
  readonly name: string
  /** When it was last opened here, in milliseconds since 1970. */
  readonly openedMs: number
}

const LIMIT = 12

/** The documents last opened in this browser, the newest first. */
export class RecentDocuments extends Observable<readonly RecentDocument[]> {
  readonly #stored: StoredValue

  constructor(stored: StoredValue) {
    super(read(stored))
    this.#stored = stored
  }

  opened(name: string, openedMs: number): void {
    // Another tab may have written since.
    const others = read(this.#stored).filter((document) => document.name !== name)
    const documents = [{ name, openedMs }, ...others].slice(0, LIMIT)
    this.#stored.write(documents)
    this.set(documents)
  }

  reload(): void {
    this.set(read(this.#stored))
  }
}

function read(stored: StoredValue): readonly RecentDocument[] {
  const value = stored.read()
  if (!Array.isArray(value)) return []
  return value.slice(0, LIMIT).flatMap((entry: unknown) => {
    const [name, openedMs] = [field(entry, 'name'), field(entry, 'openedMs')]
    return typeof name === 'string' && typeof openedMs === 'number' ? [{ name, openedMs }] : []
  })
}
