import type { Log } from '@weft/server'
import type { CatalogueDatabase, Put } from './catalogue-database.ts'

/** One kind of small lasting facts, by key: all of them in memory, and each change on disk before it shows. */
export interface Area<T> {
  readonly size: number
  get(key: string): T | undefined
  /** In no order that means anything. */
  entries(): IterableIterator<[string, T]>
  /**
   * Resolves when it is on disk; from then on it is what {@link get} gives. Rejects when it could not be written, and it
   * is then unknown whether it will be there after a restart.
   */
  set(key: string, value: T): Promise<void>
  /** The same, for taking an entry away. */
  delete(key: string): Promise<void>
}

/**
 * Makes something of what was stored, which may be an older version's or damaged; undefined when nothing can be made of
 * it. Values are JSON.
 */
export type ReadValue<T> = (value: unknown) => T | undefined

/**
 * What the server knows of documents besides their content. Areas do not see each other. An entry that cannot be read is
 * left where it is, logged and skipped: a wrong one costs a title, not the server.
 */
export class Catalogue {
  readonly #database: CatalogueDatabase
  readonly #log: Log
  readonly #stored: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly #areas: { readonly size: number }[] = []

  /** @param stored What the database holds, by area and key. */
  constructor(
    database: CatalogueDatabase,
    stored: ReadonlyMap<string, ReadonlyMap<string, string>>,
    log: Log,
  ) {
    this.#database = database
    this.#stored = stored
    this.#log = log
  }

  /** How many entries there are, in all areas that were opened. */
  get size(): number {
    return this.#areas.reduce((sum, { size }) => sum + size, 0)
  }

  /** @param name Of lower-case letters and hyphens. Open each area once: two openings do not see each other's changes. */
  area<T>(name: string, read: ReadValue<T>): Area<T> {
    const known = new Map<string, T>()
    let skipped = 0
    for (const [key, text] of this.#stored.get(name) ?? []) {
      const value = read(parsed(text))
      if (value === undefined) skipped++
      else known.set(key, value)
    }
    if (skipped > 0)
      this.#log({ level: 'warn', event: 'catalogue-entries-skipped', area: name, entries: skipped })
    const area = new StoredArea(name, known, this.#database)
    this.#areas.push(area)
    return area
  }

  /** All that is on disk, of every area: key and JSON. */
  read(): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
    return this.#database.read()
  }

  /**
   * Puts entries as they were read. Areas that are open do not see them. Resolves when they are on disk.
   *
   * @param entries Area, key and JSON.
   */
  async write(
    entries: Iterable<readonly [area: string, key: string, text: string]>,
  ): Promise<void> {
    const writes = [...entries].map(([area, key, text]) =>
      this.#database.write({ area, key, text }),
    )
    await Promise.all(writes)
  }

  /** Writes the files anew, so that nothing is in them of what was taken away. */
  rewriteFiles(): Promise<void> {
    return this.#database.rewriteFiles()
  }

  /** Waits for what is being written. From then on writing rejects. */
  close(): Promise<void> {
    return this.#database.close()
  }
}

class StoredArea<T> implements Area<T> {
  readonly #name: string
  readonly #known: Map<string, T>
  readonly #database: CatalogueDatabase

  constructor(name: string, known: Map<string, T>, database: CatalogueDatabase) {
    this.#name = name
    this.#known = known
    this.#database = database
  }

  get size(): number {
    return this.#known.size
  }

  get(key: string): T | undefined {
    return this.#known.get(key)
  }

  entries(): IterableIterator<[string, T]> {
    return this.#known.entries()
  }

  // Writes end in the order in which they began, so what is known is what was written last.
  async set(key: string, value: T): Promise<void> {
    await this.#write(key, JSON.stringify(value))
    this.#known.set(key, value)
  }

  async delete(key: string): Promise<void> {
    await this.#write(key, undefined)
    this.#known.delete(key)
  }

  #write(key: string, text: string | undefined): Promise<void> {
    const put: Put = { area: this.#name, key, text }
    return this.#database.write(put)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
