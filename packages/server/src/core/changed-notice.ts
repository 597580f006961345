import type { Limits } from './limits.ts'
import type { Cancel, Clock } from './ports.ts'

/** Changes of which the application has not been told. */
interface Waiting {
  readonly sinceMs: number
  lastMs: number
  cancel: Cancel
}

/** Tells the application of changes once they have come to rest, and now and then while they have not. */
export class ChangedNotice {
  readonly #clock: Clock
  readonly #limits: Pick<Limits, 'changedDebounceMs' | 'changedMaxWaitMs'>
  readonly #tell: () => Promise<void>
  #waiting: Waiting | undefined
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
    // One timer for many changes: when it comes it is looked whether there has been another since, and waited on.
    if (this.#waiting) this.#waiting.lastMs = nowMs
    else this.#waiting = this.#wait({ sinceMs: nowMs, lastMs: nowMs, cancel: () => {} }, nowMs)
  }

  #wait(waiting: Waiting, nowMs: number): Waiting {
    waiting.cancel = this.#clock.after(Math.max(0, this.#dueMs(waiting) - nowMs), () => this.#due())
    return waiting
  }

  #due(): void {
    if (!this.#waiting) return
    const nowMs = this.#clock.now()
    if (this.#dueMs(this.#waiting) <= nowMs) void this.tellNow()
    else this.#wait(this.#waiting, nowMs)
  }

  #dueMs({ sinceMs, lastMs }: Waiting): number {
    const { changedDebounceMs, changedMaxWaitMs } = this.#limits
    return Math.min(lastMs + changedDebounceMs, sinceMs + changedMaxWaitMs)
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
