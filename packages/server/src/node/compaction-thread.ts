import { Worker, type ResourceLimits } from 'node:worker_threads'
import { PoisonedUpdates } from '../core/snapshot.ts'
import type { UpdateLimits } from '../core/checked-update.ts'
import { packUpdates, type PackedUpdates } from './packed-updates.ts'

export interface CompactionTask {
  readonly id: number
  readonly updates: PackedUpdates
  /** Each update is checked as one of a peer's is, before any is applied; undefined: they are trusted. */
  readonly check: UpdateLimits | undefined
  /** Pieces to be stored, or one update that gives the whole. */
  readonly as: 'pieces' | 'whole'
}

export type CompactionAnswer =
  | { readonly id: number; readonly pieces: readonly Uint8Array[] }
  | { readonly id: number; readonly error: string }
  /** These of the updates cannot be applied. */
  | { readonly id: number; readonly error: string; readonly poisoned: readonly number[] }

interface Waiting {
  readonly resolve: (pieces: readonly Uint8Array[]) => void
  readonly reject: (error: Error) => void
}

/** One worker thread and the tasks that wait for it. It does not keep the process alive. */
export class CompactionThread {
  readonly #worker: Worker
  readonly #onGone: () => void
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1

  /** @param onGone Told when the thread has ended, or is about to; what waited for it has been rejected. */
  constructor(resourceLimits: ResourceLimits, onGone: () => void) {
    this.#onGone = onGone
    this.#worker = new Worker(new URL('./compaction-worker.js', import.meta.url), {
      resourceLimits,
    })
    this.#worker.unref()
    this.#worker.on('message', (answer: CompactionAnswer) => this.#answered(answer))
    this.#worker.on('messageerror', (error: Error) => void this.end(error))
    this.#worker.on('error', (error) => this.#gone(error))
    this.#worker.on('exit', (code) =>
      this.#gone(new Error(`the compaction thread ended with ${code}`)),
    )
  }

  run(
    updates: readonly Uint8Array[],
    { check, as }: Pick<CompactionTask, 'check' | 'as'>,
  ): Promise<readonly Uint8Array[]> {
    const packed = packUpdates(updates)
    const task: CompactionTask = { id: this.#nextId, updates: packed, check, as }
    this.#nextId += 1
    return new Promise((resolve, reject) => {
      this.#waiting.set(task.id, { resolve, reject })
      this.#worker.postMessage(task, [packed.bytes.buffer])
    })
  }

  /** Ends the thread amid whatever it does; the reason is what its tasks are rejected with. */
  async end(reason: Error): Promise<void> {
    this.#gone(reason)
    await this.#worker.terminate()
  }

  #answered(answer: CompactionAnswer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if ('pieces' in answer) waiting?.resolve(answer.pieces)
    else if ('poisoned' in answer) {
      waiting?.reject(new PoisonedUpdates(answer.poisoned, answer.error))
    } else waiting?.reject(new Error(answer.error))
  }

  #gone(error: Error): void {
    this.#onGone()
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}
