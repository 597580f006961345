/** The part of the browser's `Storage` that is used here. */
export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem'>

/**
 * Keeps JSON under one key. A browser may refuse storage altogether, or hold what another version or another page
 * wrote, so reading gives `unknown`, and a failed write is no failure: the value then lives as long as the page.
 */
export class StoredValue {
  readonly key: string
  readonly #storage: () => KeyValueStorage

  /** @param storage A function, because with cookies blocked the mere mention of `localStorage` throws. */
  constructor(key: string, storage: () => KeyValueStorage) {
    this.key = key
    this.#storage = storage
  }

  read(): unknown {
    try {
      return JSON.parse(this.#storage().getItem(this.key) ?? 'null')
    } catch {
      return undefined
    }
  }

  write(value: unknown): void {
    try {
      this.#storage().setItem(this.key, JSON.stringify(value))
    } catch {
      // Full or forbidden: what is kept here is convenience, never content.
    }
  }
}
