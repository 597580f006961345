import { Worker } from 'node:worker_threads'
import type { DocumentStorage, StoredDocument } from '@weft/storage'
import { AdminRefusal } from '../admin-route.ts'
import { loadBounded } from '../load-bounded.ts'
import type { DocumentState } from './describe-state.ts'
import type { StateTask } from './state-worker.ts'

/** More than this is not looked into, in bytes as stored. */
const MAX_BYTES = 64 * 1024 * 1024
const MAX_HEAP_MIB = 768
const MAX_MS = 15_000
const bounds = { maxLength: 256 * 1024, maxDepth: 50 }

/**
 * Reads what documents hold, one at a time, each in a thread of its own that is ended when it needs too much memory or
 * time: what is stored was sent by strangers.
 */
export class StateReader {
  readonly #storage: Pick<DocumentStorage, 'load'>
  #last: Promise<unknown> = Promise.resolve()

  constructor(storage: Pick<DocumentStorage, 'load'>) {
    this.#storage = storage
  }

  /**
   * Undefined when there is no such document.
   *
   * @throws {AdminRefusal} When it is too large, or cannot be read.
   */
  read(document: string, signal: AbortSignal): Promise<DocumentState | undefined> {
    const state = this.#last.then(() => this.#read(document, signal))
    this.#last = state.catch(() => undefined)
    return state
  }

  async #read(document: string, signal: AbortSignal): Promise<DocumentState | undefined> {
    signal.throwIfAborted()
    const stored = await loadBounded(this.#storage, document, MAX_BYTES)
    if (!stored) return undefined
    return this.#run({ updates: updatesOf(stored), bounds }, document, signal)
  }

  #run(task: StateTask, document: string, signal: AbortSignal): Promise<DocumentState> {
    const worker = new Worker(new URL('./state-worker.js', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
    })
    return new Promise<DocumentState>((resolve, reject) => {
      const fail = (why: string): void =>
        reject(new AdminRefusal(409, `Cannot show what is in "${document}": ${why}.`))
      const timer = setTimeout(() => fail(`it took longer than ${MAX_MS / 1000} seconds`), MAX_MS)
      const onAbort = (): void => fail('nobody waits for it any more')
      signal.addEventListener('abort', onAbort)
      worker.on('message', resolve)
      worker.on('error', (error: Error) => fail(error.message.replace(/\.$/, '')))
      worker.on('exit', () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', onAbort)
        fail('the thread that read it ended')
      })
    }).finally(() => void worker.terminate())
  }
}

/** Without what is set aside, which must not be applied. */
function updatesOf({ snapshot, records }: StoredDocument): Uint8Array[] {
  return [
    ...(snapshot?.pieces ?? []),
    ...records.flatMap((record) => record.updates.map(({ update }) => update)),
  ].filter((update) => update.byteLength > 0)
}
