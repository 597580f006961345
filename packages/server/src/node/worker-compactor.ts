import { Worker } from 'node:worker_threads'
import type { Compactor } from '../core/compaction.ts'

export interface WorkerTask {
  readonly id: number
  readonly updates: readonly Uint8Array[]
}

export type WorkerAnswer =
  | { readonly id: number; readonly pieces: readonly Uint8Array[] }
  | { readonly id: number; readonly error: string }

interface Waiting {
  readonly resolve: (pieces: readonly Uint8Array[]) => void
  readonly reject: (error: Error) => void
}

/** An idle worker is let go after this long, in milliseconds: it holds some 10 MB. */
const IDLE_MS = 30_000

/**
 * Builds snapshots in a worker thread, started when there is work. The worker only turns bytes into bytes: it never opens
 * the database, whose lock a second opening in the same process would drop.
 */
export class WorkerCompactor implements Compactor {
  #worker: Worker | undefined
  #idleTimer: NodeJS.Timeout | undefined
  #nextId = 1
  readonly #waiting = new Map<number, Waiting>()

  compact(updates: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
    clearTimeout(this.#idleTimer)
    const worker = (this.#worker ??= this.#start())
    const task: WorkerTask = { id: this.#nextId, updates }
    this.#nextId += 1
    return new Promise((resolve, reject) => {
      this.#waiting.set(task.id, { resolve, reject })
      worker.postMessage(task)
    })
  }

  async close(): Promise<void> {
    clearTimeout(this.#idleTimer)
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(new URL('./compaction-worker.js', import.meta.url))
    worker.unref()
    worker.on('message', (answer: WorkerAnswer) => this.#answered(answer))
    worker.on('error', (error) => this.#failed(worker, error))
    worker.on('exit', (code) => this.#failed(worker, new Error(`the compaction worker ended with ${code}`)))
    return worker
  }

  #answered(answer: WorkerAnswer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if ('pieces' in answer) waiting?.resolve(answer.pieces)
    else waiting?.reject(new Error(answer.error))
    if (this.#waiting.size > 0) return
    this.#idleTimer = setTimeout(() => void this.close(), IDLE_MS)
    this.#idleTimer.unref()
  }

  #failed(worker: Worker, error: Error): void {
    if (this.#worker === worker) this.#worker = undefined
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
