/** Something that has a value at any time and tells when it changes; fits React's `useSyncExternalStore`. */
export interface Readable<T> {
  /** The value now: the same object until it changes. */
  get(): T
  /** Calls `listener` after each change. @returns Stops it. */
  subscribe(listener: () => void): () => void
}

/** A {@link Readable} whose owner sets it. */
export class Observable<T> implements Readable<T> {
  #value: T
  readonly #same: (one: T, other: T) => boolean
  readonly #listeners = new Set<() => void>()

  /** @param same Whether two values look alike to those who watch; a value like the last one is not news. */
  constructor(value: T, same: (one: T, other: T) => boolean = Object.is) {
    this.#value = value
    this.#same = same
  }

  get(): T {
    return this.#value
  }

  set(value: T): void {
    if (this.#same(value, this.#value)) return
    this.#value = value
    for (const listener of [...this.#listeners]) listener()
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }
}
