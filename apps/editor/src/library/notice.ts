import type { Clock } from '../collaboration/clock.ts'
import { Observable } from '../collaboration/observable.ts'

/** How long a notice stays, in milliseconds; nobody who is at it is hurried. */
export const NOTICE_MS = 20_000

/** Something that was done, told for a while, and how to take it back. */
export interface Notice {
  readonly text: string
  readonly undo: (() => void) | undefined
}

/** The notice that is shown now: one at most. */
export class Notices extends Observable<Notice | undefined> {
  readonly #clock: Clock
  #isHeld = false
  #cancel: (() => void) | undefined

  constructor(clock: Clock) {
    super(undefined)
    this.#clock = clock
  }

  show(text: string, undo?: () => void): void {
    this.set({ text, undo })
    this.#wait()
  }

  dismiss(): void {
    this.#cancel?.()
    this.#isHeld = false
    this.set(undefined)
  }

  /** Somebody is at it: it stays until {@link release}, and then as long as a new one. */
  hold(): void {
    this.#isHeld = true
    this.#wait()
  }

  release(): void {
    this.#isHeld = false
    this.#wait()
  }

  #wait(): void {
    this.#cancel?.()
    if (this.#isHeld || !this.get()) return
    this.#cancel = this.#clock.after(NOTICE_MS, () => this.dismiss())
  }
}
