import type { Log } from './ports.ts'

/** How much of the memory that the process may have it uses, from 0 to 1. */
export type MemoryUse = () => number

/** With so much less than the high-water mark, memory is no longer short: it is told once, not each time that some is freed. */
const AGAIN_FREE = 0.9

export interface MemoryReliefOptions {
  readonly memoryUse: MemoryUse
  /** From which use on memory is short, in percent. */
  readonly highWaterPercent: number
  readonly log: Log
}

/** Watches whether memory is short, and tells the log when it begins to be, and when it no longer is. */
export class MemoryRelief {
  readonly #options: MemoryReliefOptions
  #isShort = false

  constructor(options: MemoryReliefOptions) {
    this.#options = options
  }

  /** Whether memory is short now: what is kept only to be quick the next time must go. */
  look(): boolean {
    const { memoryUse, highWaterPercent, log } = this.#options
    const percent = Math.round(memoryUse() * 100)
    if (!this.#isShort && percent >= highWaterPercent) {
      this.#isShort = true
      log({ level: 'warn', event: 'memory-short', percent, highWaterPercent })
    } else if (this.#isShort && percent < highWaterPercent * AGAIN_FREE) {
      this.#isShort = false
      log({ level: 'info', event: 'memory-free', percent })
    }
    return percent >= highWaterPercent
  }
}
