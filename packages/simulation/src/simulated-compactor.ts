import { STATE_PIECE_BYTES } from '@weft/protocol'
import { buildSnapshot, type Compactor } from '@weft/server/core'
import type { SimulatedProcess } from './simulated-process.ts'
import type { World } from './world.ts'

export interface SimulatedCompactorOptions {
  readonly world: World
  readonly process: SimulatedProcess
  /** How often it fails: 0 never, 1 always. */
  readonly failures: number
  /** The mean time that it takes, in milliseconds. */
  readonly meanMs: number
  /** May end the process at this point. */
  readonly crashPerhaps: () => void
}

/** The worker that builds snapshots: it takes its time, and may be out of memory. */
export class SimulatedCompactor implements Compactor {
  readonly #options: SimulatedCompactorOptions
  #isClosed = false

  constructor(options: SimulatedCompactorOptions) {
    this.#options = options
  }

  async compact(updates: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
    const { world, failures, crashPerhaps } = this.#options
    await this.#pause()
    if (this.#isClosed) throw new Error('the worker has ended')
    if (world.random.chance(failures)) {
      world.fault('server: compaction fails')
      throw new Error('the worker has ended')
    }
    const pieces = buildSnapshot(updates, STATE_PIECE_BYTES)
    crashPerhaps()
    await this.#pause()
    return pieces
  }

  async close(): Promise<void> {
    this.#isClosed = true
  }

  #pause(): Promise<void> {
    const { world, process, meanMs } = this.#options
    return process.wait(world.exponential(meanMs))
  }
}
