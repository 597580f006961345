import type { UpdateLimits } from '../core/checked-update.ts'
import type { Compactor } from '../core/compaction.ts'
import { CompactionThread, type CompactionTask } from './compaction-thread.ts'

/** An idle thread is let go after this long, in milliseconds: it holds some 10 MB. */
const IDLE_MS = 30_000

type How = Pick<CompactionTask, 'check' | 'as'>

/** What building a snapshot may take. */
export interface WorkerCompactorOptions {
  /** What a task may need of the thread's heap, in bytes. @default 1_073_741_824 (1 GiB) */
  readonly maxHeapBytes?: number
  /** How long a task may take, in milliseconds. @default 30_000 */
  readonly timeoutMs?: number
}

/**
 * Builds snapshots in a worker thread, started when there is work, one at a time. The thread only turns bytes into bytes:
 * it never opens the database, whose lock a second opening in the same process would drop.
 *
 * A task that needs more memory or time than the limits allow is rejected, and its thread ended; the next gets a new one.
 */
export class WorkerCompactor implements Compactor {
  readonly #maxHeapMiB: number
  readonly #timeoutMs: number
  #last: Promise<unknown> = Promise.resolve()
  #thread: CompactionThread | undefined
  #idleTimer: NodeJS.Timeout | undefined
  #closings = 0

  constructor({
    maxHeapBytes = 1024 * 1024 * 1024,
    timeoutMs = 30_000,
  }: WorkerCompactorOptions = {}) {
    this.#maxHeapMiB = Math.ceil(maxHeapBytes / 1024 / 1024)
    this.#timeoutMs = timeoutMs
  }

  /**
   * @param check Each update is checked as one of a peer's is, before any is applied: they come from elsewhere.
   * @default they are trusted, as what storage holds is
   */
  compact(updates: readonly Uint8Array[], check?: UpdateLimits): Promise<readonly Uint8Array[]> {
    return this.#inTurn(updates, { check, as: 'pieces' })
  }

  /** One update that gives the whole document when it is applied to an empty one. @throws As {@link compact}. */
  async merge(updates: readonly Uint8Array[]): Promise<Uint8Array> {
    const [whole] = await this.#inTurn(updates, { check: undefined, as: 'whole' })
    if (whole === undefined) throw new Error('the thread gave nothing back')
    return whole
  }

  #inTurn(updates: readonly Uint8Array[], how: How): Promise<readonly Uint8Array[]> {
    const closings = this.#closings
    const pieces = this.#last.then(() => {
      if (closings !== this.#closings) throw closed()
      return this.#run(updates, how)
    })
    this.#last = pieces.catch(() => {})
    return pieces
  }

  /** Ends what is under way or waits: it is rejected. */
  async close(): Promise<void> {
    this.#closings += 1
    clearTimeout(this.#idleTimer)
    await this.#thread?.end(closed())
  }

  async #run(updates: readonly Uint8Array[], how: How): Promise<readonly Uint8Array[]> {
    clearTimeout(this.#idleTimer)
    const thread = (this.#thread ??= this.#start())
    const timer = setTimeout(() => {
      void thread.end(new Error(`it took longer than ${this.#timeoutMs} ms`))
    }, this.#timeoutMs)
    timer.unref()
    try {
      return await thread.run(updates, how)
    } finally {
      clearTimeout(timer)
      if (thread === this.#thread) this.#letGoLater(thread)
    }
  }

  #start(): CompactionThread {
    const thread = new CompactionThread({ maxOldGenerationSizeMb: this.#maxHeapMiB }, () => {
      if (this.#thread === thread) this.#thread = undefined
    })
    return thread
  }

  #letGoLater(thread: CompactionThread): void {
    this.#idleTimer = setTimeout(() => void thread.end(closed()), IDLE_MS)
    this.#idleTimer.unref()
  }
}

function closed(): Error {
  return new Error('the compactor was closed')
}
