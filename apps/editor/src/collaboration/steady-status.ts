import type { Clock } from './clock.ts'
import { Observable, type Readable } from './observable.ts'
import { sameStatus, type Status, type StatusKind } from './save-status.ts'

/** A word that would be gone before this is not shown, and one that is shown stays as long; in milliseconds. */
export const SETTLE_MS = 300

// What a server does with a keystroke, and has done before anybody could read of it.
const fleeting: ReadonlySet<StatusKind> = new Set(['saving', 'saved', 'syncing'])

/**
 * A status for the eye. While somebody types, it is true for a few milliseconds at a time that something is unsaved; a word
 * that follows each keystroke says less than one that stays. So `saved` and `saving` take turns only when the new one lasts,
 * and everything else shows at once.
 */
export class SteadyStatus extends Observable<Status> {
  readonly #truth: Readable<Status>
  readonly #clock: Clock
  readonly #stop: () => void
  #cancelTurn: (() => void) | undefined

  constructor(truth: Readable<Status>, clock: Clock) {
    super(truth.get(), sameStatus)
    this.#truth = truth
    this.#clock = clock
    this.#stop = truth.subscribe(() => this.#look())
  }

  destroy(): void {
    this.#stop()
    this.#cancelTurn?.()
  }

  #look(): void {
    const [shown, now] = [this.get(), this.#truth.get()]
    if (shown.kind === now.kind || !fleeting.has(shown.kind) || !fleeting.has(now.kind)) {
      this.#cancelTurn?.()
      this.#cancelTurn = undefined
      this.set(now)
      return
    }
    this.#cancelTurn ??= this.#clock.after(SETTLE_MS, () => {
      this.#cancelTurn = undefined
      this.set(this.#truth.get())
    })
  }
}
