import { ownKey } from '../browser/own-key.ts'
import { Observable } from '../collaboration/observable.ts'
import { field } from '../collaboration/person.ts'
import type { StoredValue } from '../collaboration/stored-value.ts'
import { cleanTitle } from '../collaboration/title-words.ts'

export interface RecentDocument {
  readonly name: string
  /** As it was when last seen here; undefined when it had none. */
  readonly title: string | undefined
  /** When it was last opened here, in milliseconds since 1970. */
  readonly openedMs: number
}

/** Where a browser keeps them. */
export const RECENT_KEY = ownKey('weft.recent')

const LIMIT = 12

/** The documents last opened in this browser, the newest first. */
export class RecentDocuments extends Observable<readonly RecentDocument[]> {
  readonly #stored: StoredValue

  constructor(stored: StoredValue) {
    super(read(stored))
    this.#stored = stored
  }

  opened(name: string, openedMs: number, title?: string): void {
    this.#change((others) => [
      { name, title, openedMs },
      ...others.filter((document) => document.name !== name),
    ])
  }

  /** What is not among them stays so. */
  retitled(name: string, title: string | undefined): void {
    this.#change((documents) =>
      documents.map((document) => (document.name === name ? { ...document, title } : document)),
    )
  }

  removed(name: string): void {
    this.#change((documents) => documents.filter((document) => document.name !== name))
  }

  /** Puts one back that was removed, in its place. */
  restored(document: RecentDocument): void {
    this.#change((others) =>
      [document, ...others.filter(({ name }) => name !== document.name)].sort(
        (one, other) => other.openedMs - one.openedMs,
      ),
    )
  }

  /** All of them, for whoever leaves a browser that others use, too. */
  forget(): void {
    this.#change(() => [])
  }

  reload(): void {
    this.set(read(this.#stored))
  }

  #change(change: (documents: readonly RecentDocument[]) => readonly RecentDocument[]): void {
    // Another tab may have written since.
    const documents = change(read(this.#stored)).slice(0, LIMIT)
    this.#stored.write(documents)
    this.set(documents)
  }
}

function read(stored: StoredValue): readonly RecentDocument[] {
  const value = stored.read()
  if (!Array.isArray(value)) return []
  return value.slice(0, LIMIT).flatMap((entry: unknown) => {
    const [name, openedMs] = [field(entry, 'name'), field(entry, 'openedMs')]
    return typeof name === 'string' && typeof openedMs === 'number'
      ? [{ name, title: cleanTitle(field(entry, 'title')), openedMs }]
      : []
  })
}
