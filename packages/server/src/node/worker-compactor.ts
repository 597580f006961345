import type { ResourceLimits } from 'node:worker_threads'
import type { Compactor } from '../core/compaction.ts'
import { CompactionThread } from './compaction-thread.ts'

/** An idle thread is let go after this long, in milliseconds: it holds some 10 MB. */
const IDLE_MS = 30_000

/**
 * Builds snapshots in a worker thread, started when there is work. The thread only turns bytes into bytes: it never opens
 * the database, whose lock a second opening in the same process would drop.
 */
export class WorkerCompactor implements Compactor {
  readonly #resourceLimits: ResourceLimits
  #thread: CompactionThread | undefined
  #idleTimer: NodeJS.Timeout | undefined

  /** @param resourceLimits A task that needs more fails, and the next gets a new thread. @default Node's own limits */
  constructor(resourceLimits: ResourceLimits = {}) {
    this.#resourceLimits = resourceLimits
  }

  async compact(updates: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
    clearTimeout(this.#idleTimer)
    const thread = (this.#thread ??= this.#start())
    try {
      return await thread.run(updates)
    } finally {
      if (thread === this.#thread && thread.isIdle) this.#letGoLater()
    }
  }

  /** Ends what is under way: its task is rejected. */
  async close(): Promise<void> {
    clearTimeout(this.#idleTimer)
    await this.#thread?.end(new Error('the compactor was closed'))
  }

  #start(): CompactionThread {
    const thread = new CompactionThread(this.#resourceLimits, () => {
      if (this.#thread === thread) this.#thread = undefined
    })
    return thread
  }

  #letGoLater(): void {
    clearTimeout(this.#idleTimer)
    this.#idleTimer = setTimeout(() => void this.close(), IDLE_MS)
    this.#idleTimer.unref()
  }
}
