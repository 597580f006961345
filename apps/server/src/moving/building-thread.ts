import { once } from 'node:events'
import { totalmem } from 'node:os'
import { constrainedMemory } from 'node:process'
import { Worker } from 'node:worker_threads'
import type { Built } from './built.ts'
import { CannotBuild, type Builder } from './builder.ts'
import type { BuildingAnswer, BuildingTask } from './building-task.ts'
import type { SourceUpdate } from './source.ts'

const MIB = 1024 * 1024
/** A document of 96 MiB takes some nine times as much. */
const MOST_HEAP_MIB = 2048
/** Handed over at a time, in bytes. */
const PART_BYTES = 4 * MIB

export interface BuildingLimits {
  /** How long a document may take, in milliseconds for each MiB of it that is begun. */
  readonly msPerMiB: number
  /** @default 2048, or half of what this machine has */
  readonly maxHeapMiB?: number
}

/**
 * Builds documents in a thread, one at a time. One that needs too much memory or time ends the thread, and the next gets a
 * new one.
 */
export class BuildingThread implements Builder {
  readonly #msPerMiB: number
  readonly #maxHeapMiB: number
  #worker: Worker | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor({ msPerMiB, maxHeapMiB = heapHere() }: BuildingLimits) {
    this.#msPerMiB = msPerMiB
    this.#maxHeapMiB = maxHeapMiB
  }

  build(updates: AsyncIterable<SourceUpdate>): Promise<Built & { readonly bytes: number }> {
    return this.#inTurn(async () => {
      const budget = new Budget(this.#msPerMiB)
      let part: SourceUpdate[] = []
      let partBytes = 0
      for await (const update of updates) {
        const bytes = update instanceof Uint8Array ? update.length : 0
        if (partBytes > 0 && partBytes + bytes > PART_BYTES) {
          await this.#ask({ is: 'part', updates: part, isLast: false }, budget.grown(partBytes))
          part = []
          partBytes = 0
        }
        // A view of more would be handed over with all of that.
        part.push(update instanceof Uint8Array ? new Uint8Array(update) : update)
        partBytes += bytes
      }
      const last = { is: 'part', updates: part, isLast: true } as const
      const answer = await this.#ask(last, budget.grown(partBytes))
      if (answer.is !== 'built') throw new Error(`the building thread said "${answer.is}"`)
      return answer.built
    })
  }

  isAllOf(
    updates: readonly Uint8Array[],
    state: Uint8Array,
    mustBeSame: boolean,
  ): Promise<boolean> {
    return this.#inTurn(async () => {
      const bytes = updates.reduce((sum, { length }) => sum + length, state.length)
      const budget = new Budget(this.#msPerMiB).grown(bytes)
      const own = updates.map((update) => new Uint8Array(update))
      const answer = await this.#ask({ is: 'compare', updates: own, state, mustBeSame }, budget)
      if (answer.is !== 'compared') throw new Error(`the building thread said "${answer.is}"`)
      return answer.isAll
    })
  }

  async close(): Promise<void> {
    await this.#last
    await this.#end()
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const done = this.#last.then(run)
    this.#last = done.catch(() => undefined)
    return done
  }

  async #ask(task: BuildingTask, budget: Budget): Promise<BuildingAnswer> {
    const worker = (this.#worker ??= await this.#start())
    const since = performance.now()
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), budget.leftMs)
    try {
      worker.postMessage(task)
      // Rejects with what ends the thread, too.
      const [answer] = (await once(worker, 'message', { signal: late.signal })) as [BuildingAnswer]
      return answer
    } catch (error) {
      await this.#end()
      throw new CannotBuild(
        late.signal.aborted
          ? `it takes longer than ${budget.allMs / 1000} s to build; --time-limit gives it more`
          : this.#words(error),
        { cause: error },
      )
    } finally {
      clearTimeout(timer)
      budget.spend(performance.now() - since)
    }
  }

  #words(error: unknown): string {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
      return `it takes more than ${this.#maxHeapMiB} MiB of memory to build`
    return `it cannot be built: ${error instanceof Error ? error.message : String(error)}`
  }

  async #start(): Promise<Worker> {
    const worker = new Worker(new URL('./building-worker.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.#maxHeapMiB },
    })
    await once(worker, 'message')
    worker.on('error', () => {
      if (this.#worker === worker) this.#worker = undefined
    })
    return worker
  }

  async #end(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }
}

/** How long one document may take yet, in milliseconds. */
class Budget {
  readonly #msPerMiB: number
  #bytes = 0
  #spentMs = 0

  constructor(msPerMiB: number) {
    this.#msPerMiB = msPerMiB
  }

  grown(bytes: number): this {
    this.#bytes += bytes
    return this
  }

  spend(ms: number): void {
    this.#spentMs += ms
  }

  get allMs(): number {
    return this.#msPerMiB * Math.max(1, Math.ceil(this.#bytes / MIB))
  }

  get leftMs(): number {
    return Math.max(0, this.allMs - this.#spentMs)
  }
}

const heapHere = (): number =>
  Math.min(
    MOST_HEAP_MIB,
    Math.floor(Math.min(totalmem(), constrainedMemory() || Infinity) / MIB / 2),
  )
