import { readdirSync, readFileSync } from 'node:fs'
import type { ServerProcess } from '@weft/testkit'

/** What the processor has done for a process so far, over all its threads, in milliseconds. Linux alone tells. */
export function processorMs(pid: number | undefined): number {
  if (pid === undefined) return 0
  try {
    const nanoseconds = readdirSync(`/proc/${pid}/task`).map((task) =>
      Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
    )
    return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6
  } catch {
    return 0
  }
}

/** Watches a server's memory. */
export class MemoryWatch {
  readonly #server: ServerProcess
  readonly #timer: NodeJS.Timeout
  readonly #startBytes: number
  #peakBytes: number

  constructor(server: ServerProcess) {
    this.#server = server
    this.#startBytes = server.residentBytes() ?? 0
    this.#peakBytes = this.#startBytes
    this.#timer = setInterval(() => this.#look(), 20)
  }

  /** How much more than at the start it had at its peak, in bytes. */
  stop(): number {
    this.#look()
    clearInterval(this.#timer)
    return Math.max(0, this.#peakBytes - this.#startBytes)
  }

  #look(): void {
    this.#peakBytes = Math.max(this.#peakBytes, this.#server.residentBytes() ?? 0)
  }
}
