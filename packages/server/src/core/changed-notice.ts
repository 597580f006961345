import type { Limits } from './limits.ts'
import type { Cancel, Clock } from './ports.ts'

/** Tells the application of changes once they have come to rest, and now and then while they have not. */
export class ChangedNotice {
  readonly #clock: Clock
  readonly #limits: Pick<Limits, 'changedDebounceMs' | 'changedMaxWaitMs'>
  readonly #tell: () => Promise<void>
  #waiting: { readonly sinceMs: number; readonly cancel: Cancel } | undefined
  #told: Promise<void> = Promise.resolve()
  /** Whether the application is being told, and whether it must be told once more after that. */
  #telling: 'no' | 'yes' | 'again' = 'no'

  /** @param tell Never rejects. */
  constructor(
    clock: Clock,
    limits: Pick<Limits, 'changedDebounceMs' | 'changedMaxWaitMs'>,
    tell: () => Promise<void>,
  ) {
    this.#clock = clock
    this.#limits = limits
    this.#tell = tell
  }

  /** Whether the application knows of every change, and has done with it. */
  get isSettled(): boolean {
    return !this.#waiting && this.#telling === 'no'
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
    if (!this.#waiting) return this.#told
    this.#waiting.cancel()
    this.#waiting = undefined
    // One at a time, so that a slow application does not get changes out of order; and one more tells all of them.
    if (this.#telling === 'no') this.#told = this.#tellAll()
    else this.#telling = 'again'
    return this.#told
  }

  async #tellAll(): Promise<void> {
    do {
      this.#telling = 'yes'
      await this.#tell()
    } while (this.#isAskedAgain())
    this.#telling = 'no'
  }

  #isAskedAgain(): boolean {
    return this.#telling === 'again'
  }
}
