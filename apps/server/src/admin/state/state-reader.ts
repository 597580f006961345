import { Worker } from 'node:worker_threads'
import type { DocumentStorage, StoredDocument } from '@weft/storage'
import { AdminRefusal } from '../admin-route.ts'
import { loadBounded } from '../load-bounded.ts'
import type { DocumentState } from './describe-state.ts'
import type { StateTask } from './state-worker.ts'

const MIB = 1024 * 1024

/** What looking into one document may take. */
export interface StateLimits {
  /** More than this is not looked into, in bytes as stored. */
  readonly maxBytes: number
  /** What building it may need of a thread's heap, in MiB. */
  readonly maxHeapMiB: number
  /** How long that may take, in milliseconds. */
  readonly maxMs: number
  /** How many may wait for those before them. */
  readonly maxWaiting: number
}

/** A small machine must not run out of memory because somebody looks: half of what is left, and not more than it needs. */
const usualLimits = (): StateLimits => ({
  maxBytes: 64 * MIB,
  maxHeapMiB: Math.max(32, Math.min(768, Math.floor(process.availableMemory() / 2 / MIB))),
  maxMs: 15_000,
  maxWaiting: 20,
})

const bounds = { maxLength: 256 * 1024, maxDepth: 50 }

/**
 * Reads what documents hold, one at a time, each in a thread of its own that is ended when it needs too much memory or
 * time: what is stored was sent by strangers.
 */
export class StateReader {
  readonly #storage: Pick<DocumentStorage, 'load'>
  readonly #limits: () => StateLimits
  #last: Promise<unknown> = Promise.resolve()
  #reading = 0

  /** @param limits Asked each time. */
  constructor(storage: Pick<DocumentStorage, 'load'>, limits: () => StateLimits = usualLimits) {
    this.#storage = storage
    this.#limits = limits
  }

  /**
   * Undefined when there is no such document.
   *
   * @throws {AdminRefusal} When it is too large, or cannot be read, or too many are being read.
   */
  async read(document: string, signal: AbortSignal): Promise<DocumentState | undefined> {
    if (this.#reading > this.#limits().maxWaiting)
      throw new AdminRefusal(
        429,
        `Cannot show what is in "${document}" now: ${this.#reading} others are asked for. Try again in a moment.`,
      )
    this.#reading += 1
    const state = this.#last.then(() => this.#read(document, signal))
    this.#last = state.catch(() => undefined)
    return state.finally(() => {
      this.#reading -= 1
    })
  }

  async #read(document: string, signal: AbortSignal): Promise<DocumentState | undefined> {
    signal.throwIfAborted()
    const limits = this.#limits()
    const stored = await loadBounded(this.#storage, document, limits.maxBytes)
    if (!stored) return undefined
    signal.throwIfAborted()
    return this.#run({ updates: updatesOf(stored), bounds }, { document, signal, ...limits })
  }

  async #run(task: StateTask, run: Run): Promise<DocumentState> {
    const worker = new Worker(new URL('./state-worker.js', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: run.maxHeapMiB },
    })
    try {
      return await this.#answerOf(worker, run)
    } finally {
      // The next begins when this one's memory is free.
      await worker.terminate()
    }
  }

  #answerOf(worker: Worker, { document, signal, maxHeapMiB, maxMs }: Run): Promise<DocumentState> {
    return new Promise<DocumentState>((resolve, reject) => {
      const fail = (why: string): void =>
        reject(new AdminRefusal(409, `Cannot show what is in "${document}": ${why}.`))
      const timer = setTimeout(() => fail(`it took longer than ${maxMs / 1000} seconds`), maxMs)
      const onAbort = (): void => fail('nobody waits for it any more')
      signal.addEventListener('abort', onAbort)
      worker.on('message', resolve)
      worker.on('error', (error: Error) => fail(reasonOf(error, maxHeapMiB)))
      worker.on('exit', () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
        fail('the thread that read it ended')
      })
    })
  }
}

interface Run extends Pick<StateLimits, 'maxHeapMiB' | 'maxMs'> {
  readonly document: string
  readonly signal: AbortSignal
}

function reasonOf(error: Error, maxHeapMiB: number): string {
  const isTooMuch = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  return isTooMuch
    ? `it needs more memory than there is for that (${maxHeapMiB} MiB). Export it instead`
    : error.message.replace(/\.$/, '')
}

/** Without what is set aside, which must not be applied. */
function updatesOf({ snapshot, records }: StoredDocument): Uint8Array[] {
  return [
    ...(snapshot?.pieces ?? []),
    ...records.flatMap((record) => record.updates.map(({ update }) => update)),
  ].filter((update) => update.byteLength > 0)
}
