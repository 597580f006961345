import type { Log } from '@weft/server'

/** How many are remembered: a broken disk can damage them all. */
const MAX_REMEMBERED = 10_000

/** Documents of which the server has said, since it started, that something of them is damaged. */
export class DamagedDocuments {
  readonly #seen = new Set<string>()

  has(document: string): boolean {
    return this.#seen.has(document)
  }

  /** It is another document's name from now on. */
  forget(document: string): void {
    this.#seen.delete(document)
  }

  /** The same log, read along. */
  readAlong(log: Log): Log {
    return (entry) => {
      if (entry.event === 'document-damaged' && entry.document !== undefined)
        if (this.#seen.size < MAX_REMEMBERED) this.#seen.add(entry.document)
      log(entry)
    }
  }
}
