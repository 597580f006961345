import type { Limits } from './limits.ts'
import type { Cancel, Clock } from './ports.ts'

/** Tells the application of changes once they have come to rest, and now and then while they have not. */
export class ChangedNotice {
  readonly #clock: Clock
  readonly #limits: Pick<Limits, 'changedDebounceMs' | 'changedMaxWaitMs'>
  readonly #tell: () => Promise<void>
  #told: Promise<void> = Promise.resolve()
  #waiting: { readonly sinceMs: number; readonly cancel: Cancel } | undefined

  constructor(
    clock: Clock,
    limits: Pick<Limits, 'changedDebounceMs' | 'changedMaxWaitMs'>,
    tell: () => Promise<void>,
  ) {
    this.#clock = clock
    this.#limits = limits
    this.#tell = tell
  }

  changed(): void {
    const nowMs = this.#clock.now()
    const sinceMs = this.#waiting?.sinceMs ?? nowMs
    this.#waiting?.cancel()
    const leftMs = this.#limits.changedMaxWaitMs - (nowMs - sinceMs)
    const delayMs = Math.max(0, Math.min(this.#limits.changedDebounceMs, leftMs))
    this.#waiting = { sinceMs, cancel: this.#clock.after(delayMs, () => void this.tellNow()) }
  }

  /** Tells what has not been told yet. Resolves when the application has taken all that it was told. */
  tellNow(): Promise<void> {
    if (this.#waiting) {
      this.#waiting.cancel()
      this.#waiting = undefined
      // One at a time, so that a slow application does not get changes out of order.
      this.#told = this.#told.then(this.#tell)
    }
    return this.#told
  }
}
