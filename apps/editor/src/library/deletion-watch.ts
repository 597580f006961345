import type { Clock } from '../collaboration/clock.ts'
import { Observable } from '../collaboration/observable.ts'
import type { Asked } from './ask-server.ts'
import type { DeletedDocument } from './deleted-documents.ts'

/** How soon it is looked whether somebody has restored the document, and how seldom at last; in milliseconds. */
export const FIRST_LOOK_MS = 2_000
export const LAST_LOOK_MS = 60_000

/** How a document was deleted, as far as is known, and whether it is back. */
export class DeletionWatch extends Observable<DeletedDocument | undefined> {
  readonly #fetch: () => Promise<Asked<DeletedDocument>>
  readonly #clock: Clock
  readonly #onBack: () => void
  #cancel: (() => void) | undefined
  #isStopped = false

  /** @param onBack Told once when the document is there again. */
  constructor(fetch: () => Promise<Asked<DeletedDocument>>, clock: Clock, onBack: () => void) {
    super(undefined)
    this.#fetch = fetch
    this.#clock = clock
    this.#onBack = onBack
    void this.#look(FIRST_LOOK_MS)
  }

  stop(): void {
    this.#isStopped = true
    this.#cancel?.()
  }

  async #look(pauseMs: number): Promise<void> {
    const answer = await this.#fetch()
    if (this.#isStopped) return
    if (answer.is === 'not-there') {
      this.stop()
      this.#onBack()
      return
    }
    if (answer.is === 'answered') this.set(answer.value)
    const nextMs = Math.min(2 * pauseMs, LAST_LOOK_MS)
    this.#cancel = this.#clock.after(pauseMs, () => void this.#look(nextMs))
  }
}
