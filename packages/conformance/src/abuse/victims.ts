import { once } from 'node:events'
import { resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { WireProtocol } from '../wire-protocol.ts'

// The built file: Node itself runs no TypeScript, and this module may be used from its source.
const THREAD = resolve(import.meta.dirname, '../../dist/abuse/victims-thread.js')

export interface VictimsTask {
  readonly url: string
  readonly wireName: WireProtocol['name']
}

export interface VictimsReport {
  /** Round trips since the last report, in milliseconds. */
  readonly samples: readonly number[]
  /** How much later than they should the thread's own timers fired, in milliseconds: so slow is the machine itself. */
  readonly lags: readonly number[]
  /** How long the one has taken that is on its way, in milliseconds. */
  readonly runningMs: number
  /** Whether both read exactly what was typed. */
  readonly isIntact: boolean
  readonly problem: string | undefined
}

/** Two clients in a room of their own who type to each other all the time. */
export class Victims {
  readonly #worker: Worker

  private constructor(worker: Worker) {
    this.#worker = worker
  }

  /** Starts them, and resolves when both have joined. */
  static async start(url: string, wire: WireProtocol): Promise<Victims> {
    const task: VictimsTask = { url, wireName: wire.name }
    const worker = new Worker(THREAD, { workerData: task })
    await once(worker, 'message')
    return new Victims(worker)
  }

  /** What they saw since the last time. */
  async report(): Promise<VictimsReport> {
    this.#worker.postMessage('report')
    const [report] = (await once(this.#worker, 'message')) as [VictimsReport]
    return report
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }
}

/** The value below which this part of the samples lies; 0 of none. */
export function quantile(samples: readonly number[], part: number): number {
  const sorted = samples.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}
