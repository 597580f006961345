import type { Level } from 'level'

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

/** All that is stored, by area and key. */
export type Stored = ReadonlyMap<string, ReadonlyMap<string, string>>

/** Between an area's name, which cannot hold it, and the key. */
const SEPARATOR = '!'

/** Before and after every place: areas have names of lower-case letters and hyphens. */
const FIRST = '!'
const LAST = '~!'

/** Where it is written how often something was; the copy with the higher number is the newer. */
const COUNT = { area: 'catalogue', key: 'count' } as const

/**
 * The catalogue's LevelDB, and the copy of it, which is written after it. What is asked for while a write is under way goes
 * to disk together after it, and each write is on disk, twice, when it resolves. After one that failed LevelDB reports
 * success and keeps nothing, so both are closed and opened again before the next.
 */
export class CatalogueDatabase {
  readonly #main: Level
  readonly #copy: Level
  #count: number
  #state: State = 'open'
  #waiting: Waiting[] = []
  #writing: Promise<void> | undefined
  /** What the copy lacks, by place: it failed while the other did not. */
  #behind = new Map<string, string | undefined>()

  /**
   * @param main Open, as is the copy, which says the same.
   * @param count How often something was written.
   */
  constructor(main: Level, copy: Level, count: number) {
    this.#main = main
    this.#copy = copy
    this.#count = count
  }

  /** All that is stored. */
  async read(): Promise<Stored> {
    return (await readLevel(this.#main)).stored
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
    for (const level of [this.#main, this.#copy])
      if (canCompact(level)) await level.compactRange(FIRST, LAST)
    // What lies in LevelDB's lowest level is left alone, unless something new is pressed down over all of it.
    for (const place of [FIRST, LAST]) {
      const end = place.indexOf(SEPARATOR)
      await this.write({ area: place.slice(0, end), key: place.slice(end + 1), text: undefined })
    }
    for (const level of [this.#main, this.#copy])
      if (canCompact(level)) await level.compactRange(FIRST, LAST)
  }

  /** Waits for what is being written. Closing twice is harmless. */
  async close(): Promise<void> {
    this.#state = 'closed'
    await this.#writing
    await this.#main.close()
    await this.#copy.close()
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
      for (const level of [this.#main, this.#copy]) {
        await level.close()
        await level.open()
      }
      this.#state = 'open'
    }
    const places = new Map(puts.map((put) => [placeOf(put), put.text]))
    places.set(placeOf(COUNT), String(this.#count + 1))
    await writePlaces(this.#main, places)
    this.#count += 1
    for (const [place, text] of places) this.#behind.set(place, text)
    await writePlaces(this.#copy, this.#behind)
    this.#behind = new Map()
  }
}

/** All that is in one of the two. @returns Also how often something was written to it: 0 if it was never both. */
export async function readLevel(
  level: Level,
): Promise<{ readonly stored: Stored; readonly count: number }> {
  const areas = new Map<string, Map<string, string>>()
  let count = 0
  for await (const [place, text] of level.iterator()) {
    if (place === placeOf(COUNT)) {
      count = Number(text)
      continue
    }
    const end = place.indexOf(SEPARATOR)
    const name = place.slice(0, end)
    const area = areas.get(name) ?? new Map<string, string>()
    areas.set(name, area.set(place.slice(end + SEPARATOR.length), text))
  }
  return { stored: areas, count }
}

/** Makes one of the two say exactly this, in one step, and be known as written so often. */
export async function fillLevel(level: Level, stored: Stored, count: number): Promise<void> {
  const places = new Map<string, string | undefined>()
  for (const [area, entries] of (await readLevel(level)).stored)
    for (const key of entries.keys()) places.set(placeOf({ area, key }), undefined)
  for (const [area, entries] of stored)
    for (const [key, text] of entries) places.set(placeOf({ area, key }), text)
  places.set(placeOf(COUNT), String(count))
  await writePlaces(level, places)
}

const placeOf = ({ area, key }: Pick<Put, 'area' | 'key'>): string => `${area}${SEPARATOR}${key}`

async function writePlaces(
  level: Level,
  places: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  const batch = level.batch()
  for (const [place, text] of places) {
    if (text === undefined) batch.del(place)
    else batch.put(place, text)
  }
  await batch.write({ sync: true })
}

/** What LevelDB has beyond what every database of `level` has, in browsers too. */
interface Compacting {
  compactRange(start: string, end: string): Promise<void>
}

function canCompact(level: Level): level is Level & Compacting {
  return 'compactRange' in level && typeof level.compactRange === 'function'
}
