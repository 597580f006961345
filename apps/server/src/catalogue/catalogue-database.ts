import { Level } from 'level'

/** One entry to write; without a text, to take away. */
export interface Put {
  readonly area: string
  readonly key: string
  readonly text: string | undefined
}

interface Waiting {
  readonly put: Put
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

type State = 'open' | 'failed' | 'closed'

/** Between an area's name, which cannot hold it, and the key. */
const SEPARATOR = '!'

/** Before and after every place: areas have names of lower-case letters and hyphens. */
const FIRST = '!'
const LAST = '~!'

/**
 * The catalogue's LevelDB. What is asked for while a write is under way goes to disk together after it, and each write
 * is on disk when it resolves. After one that failed LevelDB reports success and keeps nothing, so it is closed and opened
 * again before the next.
 */
export class CatalogueDatabase {
  readonly #level: Level
  #state: State = 'open'
  #waiting: Waiting[] = []
  #writing: Promise<void> | undefined

  private constructor(level: Level) {
    this.#level = level
  }

  /** @throws The database's error, e.g. with code `LEVEL_CORRUPTION`, or the system's as its cause. */
  static async open(folder: string): Promise<CatalogueDatabase> {
    const level = new Level(folder)
    await level.open()
    return new CatalogueDatabase(level)
  }

  /** All that is stored, by area and key. */
  async read(): Promise<Map<string, Map<string, string>>> {
    const areas = new Map<string, Map<string, string>>()
    for await (const [place, text] of this.#level.iterator()) {
      const end = place.indexOf(SEPARATOR)
      const name = place.slice(0, end)
      const area = areas.get(name) ?? new Map<string, string>()
      areas.set(name, area.set(place.slice(end + SEPARATOR.length), text))
    }
    return areas
  }

  /** Resolves when it is on disk, in the order of the calls. */
  write(put: Put): Promise<void> {
    if (this.#state === 'closed') return Promise.reject(new Error('The catalogue is closed'))
    return new Promise((done, failed) => {
      this.#waiting.push({ put, done, failed })
      this.#writing ??= this.#writeAll()
    })
  }

  /** Writes the files anew, so that nothing is in them of what was taken away. */
  async rewriteFiles(): Promise<void> {
    const level = this.#level
    if (!canCompact(level)) return
    await level.compactRange(FIRST, LAST)
    // What lies in LevelDB's lowest level is left alone, unless something new is pressed down over all of it.
    for (const place of [FIRST, LAST]) {
      const end = place.indexOf(SEPARATOR)
      await this.write({ area: place.slice(0, end), key: place.slice(end + 1), text: undefined })
    }
    await level.compactRange(FIRST, LAST)
  }

  /** Waits for what is being written. Closing twice is harmless. */
  async close(): Promise<void> {
    this.#state = 'closed'
    await this.#writing
    await this.#level.close()
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const together = this.#waiting
      this.#waiting = []
      try {
        await this.#writeTogether(together.map(({ put }) => put))
        for (const { done } of together) done()
      } catch (error) {
        if (this.#state === 'open') this.#state = 'failed'
        for (const { failed } of together) failed(error)
      }
    }
    // At once: who was just told that it is on disk may write again before anything else happens.
    this.#writing = undefined
  }

  async #writeTogether(puts: readonly Put[]): Promise<void> {
    if (this.#state === 'failed') {
      await this.#level.close()
      await this.#level.open()
      this.#state = 'open'
    }
    const batch = this.#level.batch()
    for (const { area, key, text } of puts) {
      const place = `${area}${SEPARATOR}${key}`
      if (text === undefined) batch.del(place)
      else batch.put(place, text)
    }
    await batch.write({ sync: true })
  }
}

/** What LevelDB has beyond what every database of `level` has, in browsers too. */
interface Compacting {
  compactRange(start: string, end: string): Promise<void>
}

function canCompact(level: Level): level is Level & Compacting {
  return 'compactRange' in level && typeof level.compactRange === 'function'
}
