import type { Database, View, Write } from '@weft/storage-level/over-database'
import type { SimulatedDisk, SortedRows } from '@weft/testkit'
import type { SimulatedProcess } from './simulated-process.ts'
import type { World } from './world.ts'

/** How a disk behaves for the time being. */
export interface DiskMood {
  /** The mean time of one step of a write, in milliseconds. */
  latencyMs: number
  isFull: boolean
  /** Whether who asks for the free space is told the truth; a quota, say, is not seen there. */
  showsFull: boolean
  /** How often a write, a read, an opening fails: 0 never, 1 always. */
  writeFailures: number
  readFailures: number
  openFailures: number
  /** How often the machine crashes amid a write. */
  crashes: number
}

export const calmDisk: DiskMood = {
  latencyMs: 0.5,
  isFull: false,
  showsFull: false,
  writeFailures: 0,
  readFailures: 0,
  openFailures: 0,
  crashes: 0,
}

const ROWS_AT_A_TIME = 50
/** Reads come by the dozen: a process that dies of most of them never gets as far as to write. */
const SELDOM = 0.1

export interface SimulatedDatabaseOptions {
  readonly world: World
  readonly disk: SimulatedDisk
  readonly mood: DiskMood
  readonly process: SimulatedProcess
  /** Ends the process, or its whole machine, at this point. */
  readonly crash: (where: string) => void
}

/** Opens the database as LevelDB does, which then writes anew, synced, whatever its log held. */
export async function openSimulatedDatabase(options: SimulatedDatabaseOptions): Promise<Database> {
  const { world, disk, mood, process } = options
  await process.wait(world.exponential(mood.latencyMs))
  await crashPerhaps(options, 'amid an opening', SELDOM)
  if (mood.isFull) throw fullDisk()
  if (world.random.chance(mood.openFailures)) {
    world.fault('disk: opening fails')
    throw inputOutputError()
  }
  disk.sync()
  return new SimulatedDatabase(options)
}

class SimulatedDatabase implements Database {
  readonly #options: SimulatedDatabaseOptions
  /**
   * What is read after a write that failed. On a full disk, LevelDB 1.20 goes on as if nothing were wrong, and writes where
   * nobody will ever read it: later writes seem to succeed and are gone with the opening.
   */
  #phantom: SortedRows | undefined
  /** Set after a sync that failed: LevelDB refuses all writes until it is opened again. */
  #isRefusing = false

  constructor(options: SimulatedDatabaseOptions) {
    this.#options = options
  }

  view(): View {
    return new SimulatedView(this.#phantom ?? this.#options.disk.cached, this.#options)
  }

  async batch(writes: readonly Write[], { sync }: { readonly sync: boolean }): Promise<void> {
    const { world, disk, mood } = this.#options
    await this.#step('before a write')
    if (this.#isRefusing) throw inputOutputError()
    if (this.#phantom) {
      this.#phantom = this.#phantom.with(writes)
      return
    }
    if (mood.isFull) {
      world.count('disk: write fails for want of space')
      this.#phantom = disk.cached
      throw fullDisk()
    }
    if (world.random.chance(mood.writeFailures)) return this.#fail(writes)
    disk.write(writes)
    await this.#step('after a write that is not synced')
    if (sync) {
      disk.sync()
      await this.#step('after a write that is synced')
    }
  }

  async close(): Promise<void> {
    await this.#pause()
  }

  async #fail(writes: readonly Write[]): Promise<void> {
    const { world, disk } = this.#options
    const isWritten = world.random.chance(0.5)
    world.fault(isWritten ? 'disk: write fails in doubt' : 'disk: write fails')
    // What failed is not read until the next opening finds it in the log.
    this.#phantom = disk.cached
    if (isWritten) disk.write(writes)
    this.#isRefusing = world.random.chance(0.5)
    await this.#pause()
    throw inputOutputError()
  }

  async #step(where: string): Promise<void> {
    await this.#pause()
    await crashPerhaps(this.#options, where, 1)
  }

  #pause(): Promise<void> {
    const { world, mood, process } = this.#options
    return process.wait(world.exponential(mood.latencyMs))
  }
}

class SimulatedView implements View {
  readonly #rows: SortedRows
  readonly #options: SimulatedDatabaseOptions

  constructor(rows: SortedRows, options: SimulatedDatabaseOptions) {
    this.#rows = rows
    this.#options = options
  }

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    await this.#step()
    return this.#rows.get(key)?.slice()
  }

  async *rows({ from, before }: Range, limit?: number) {
    const rows = this.#rows.range(from, before, limit)
    for (let index = 0; index < rows.length; index += ROWS_AT_A_TIME) {
      await this.#step()
      yield rows
        .slice(index, index + ROWS_AT_A_TIME)
        .map(({ key, value }) => ({ key: key.slice(), value: value.slice() }))
    }
  }

  async firstKeys({ from, before }: Range, limit: number): Promise<readonly Uint8Array[]> {
    await this.#step()
    return this.#rows.range(from, before, limit).map(({ key }) => key.slice())
  }

  async lastKey({ from, before }: Range): Promise<Uint8Array | undefined> {
    await this.#step()
    return this.#rows.range(from, before).at(-1)?.key.slice()
  }

  async close(): Promise<void> {}

  // Often what is read is in memory, and nothing else happens meanwhile.
  async #step(): Promise<void> {
    const { world, mood, process } = this.#options
    if (world.random.chance(0.7)) return
    await process.wait(world.exponential(mood.latencyMs))
    await crashPerhaps(this.#options, 'amid a read', SELDOM)
    if (!world.random.chance(mood.readFailures)) return
    world.fault('disk: read fails')
    throw inputOutputError()
  }
}

/** Ends the process now, as often as the disk's mood says; then this never resolves. */
async function crashPerhaps(
  { world, mood, process, crash }: SimulatedDatabaseOptions,
  where: string,
  part: number,
): Promise<void> {
  if (!world.random.chance(mood.crashes * part)) return
  crash(where)
  await process.wait(0)
}

interface Range {
  readonly from: Uint8Array
  readonly before: Uint8Array
}

function inputOutputError(): Error {
  return Object.assign(new Error('IO error: input/output error'), { code: 'LEVEL_IO_ERROR' })
}

function fullDisk(): Error {
  return Object.assign(new Error('IO error: No space left on device'), { code: 'LEVEL_IO_ERROR' })
}
