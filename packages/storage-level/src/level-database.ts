import { Level } from 'level'

import type { Database, OpenDatabase, Row, View, Write } from './database.ts'
import type { KeyRange } from './keys.ts'

type RawLevel = Level<Uint8Array, Uint8Array>

// What is asked for is room that the iterator has until it is garbage, 64 bytes a row: with room for 500, a thousand small
// documents that were read lately are 30 MiB. So it is asked for few rows at first.
const FIRST_ROWS = 16
const GROWTH = 4
const CHUNK_ROWS = 500
const CHUNK_BYTES = 1024 * 1024

export const openLevelDatabase: OpenDatabase = async (folder, { createIfMissing }) => {
  const level: RawLevel = new Level(folder, { keyEncoding: 'view', valueEncoding: 'view' })
  await level.open({ createIfMissing })
  return new LevelDatabase(level)
}

class LevelDatabase implements Database {
  readonly #level: RawLevel

  constructor(level: RawLevel) {
    this.#level = level
  }

  view(): View {
    return new LevelView(this.#level)
  }

  async batch(writes: readonly Write[], { sync }: { readonly sync: boolean }): Promise<void> {
    // Chained: an array of operations costs several times the main thread's time (9 µs a row for 1.5).
    const batch = this.#level.batch()
    for (const { key, value } of writes) {
      if (value === undefined) batch.del(key)
      else batch.put(key, value)
    }
    await batch.write({ sync })
  }

  async mergeFiles({ from, before }: KeyRange): Promise<void> {
    const level = this.#level
    if (canCompact(level)) await level.compactRange(from, before)
  }

  async close(): Promise<void> {
    await this.#flush()
    await this.#level.close()
  }

  // What is in the log comes into a table, whose length and checksums are known: of a log that lost its end, nobody can
  // say whether a crash left it so.
  async #flush(): Promise<void> {
    const level = this.#level
    if (!canCompact(level)) return
    try {
      await level.compactRange(NO_ROWS, NO_ROWS)
    } catch {
      // Then it stays in the log.
    }
  }
}

/** What LevelDB has beyond what every database of `level` has, in browsers too. */
interface Compacting {
  compactRange(start: Uint8Array, end: Uint8Array): Promise<void>
}

function canCompact(level: RawLevel): level is RawLevel & Compacting {
  return 'compactRange' in level && typeof level.compactRange === 'function'
}

/** Before all keys: LevelDB empties its log for any range. */
const NO_ROWS = Uint8Array.of(0)

class LevelView implements View {
  readonly #level: RawLevel
  readonly #snapshot: ReturnType<RawLevel['snapshot']>

  constructor(level: RawLevel) {
    this.#level = level
    this.#snapshot = level.snapshot()
  }

  get(key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#level.get(key, { snapshot: this.#snapshot })
  }

  async *rows(range: KeyRange, limit = -1): AsyncGenerator<readonly Row[]> {
    const iterator = this.#level.iterator({
      ...this.#boundaries(range),
      highWaterMarkBytes: CHUNK_BYTES,
      limit,
    })
    try {
      for (let count = FIRST_ROWS; ; count = Math.min(count * GROWTH, CHUNK_ROWS)) {
        const entries = await iterator.nextv(count)
        if (entries.length === 0) return
        yield entries.map(([key, value]) => ({ key, value }))
      }
    } finally {
      await iterator.close()
    }
  }

  firstKeys(range: KeyRange, limit: number): Promise<Uint8Array[]> {
    return this.#level.keys({ ...this.#boundaries(range), limit }).all()
  }

  async lastKey(range: KeyRange): Promise<Uint8Array | undefined> {
    const options = { ...this.#boundaries(range), reverse: true, limit: 1 }
    const [key] = await this.#level.keys(options).all()
    return key
  }

  close(): Promise<void> {
    return this.#snapshot.close()
  }

  #boundaries({ from, before }: KeyRange) {
    return { gte: from, lt: before, snapshot: this.#snapshot }
  }
}
