import type { Cancel, Clock } from './ports.ts'
import type { UnsavedEdits } from './unsaved-edits.ts'

export interface UnsavedWarningOptions {
  readonly clock: Clock
  /** How long an edit may be unsaved before that is told, in milliseconds; not positive: never. */
  readonly unsavedWarningMs: number
}

/** Tells once when edits stay unsaved for too long, and once when that is over. */
export class UnsavedWarning {
  readonly #options: UnsavedWarningOptions
  readonly #edits: UnsavedEdits
  readonly #tell: (isLong: boolean) => void
  /** The edits whose saving is waited for: the first so many. */
  #awaited = 0
  #isTold = false
  #cancel: Cancel | undefined

  constructor(
    options: UnsavedWarningOptions,
    edits: UnsavedEdits,
    tell: (isLong: boolean) => void,
  ) {
    this.#options = options
    this.#edits = edits
    this.#tell = tell
  }

  /** Edits were made or saved. */
  look(): void {
    const { made, saved, count } = this.#edits
    const { clock, unsavedWarningMs } = this.#options
    if (saved >= this.#awaited) this.stop()
    if (this.#cancel || count === 0 || unsavedWarningMs <= 0) return
    // Those that are made from here on are younger, and get their time when these are saved.
    this.#awaited = made
    this.#cancel = clock.after(unsavedWarningMs, () => this.#told(true))
  }

  /** There is nothing to wait for. */
  stop(): void {
    this.#rest()
    if (this.#isTold) this.#told(false)
  }

  /** Lets go of the timer; the next {@link look} begins anew. */
  rest(): void {
    if (!this.#isTold) this.#rest()
  }

  #rest(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #told(isLong: boolean): void {
    this.#isTold = isLong
    this.#tell(isLong)
  }
}
