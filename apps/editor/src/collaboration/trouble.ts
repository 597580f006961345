import type { Clock } from './clock.ts'
import { Observable, type Readable } from './observable.ts'
import { sameStatus, type Status } from './save-status.ts'

/** A trouble that passes this soon is left to the word that says what is going on; in milliseconds. */
export const PATIENCE_MS = 3_000

/** The trouble to tell people of, once it has lasted or will not go away by itself; undefined when all is well. */
export class Trouble extends Observable<Status | undefined> {
  readonly #status: Readable<Status>
  readonly #clock: Clock
  readonly #stop: () => void
  #cancelTelling: (() => void) | undefined

  constructor(status: Readable<Status>, clock: Clock) {
    super(undefined, (one, other) => one === other || (!!one && !!other && sameStatus(one, other)))
    this.#status = status
    this.#clock = clock
    this.#stop = status.subscribe(() => this.#look())
    this.#look()
  }

  destroy(): void {
    this.#stop()
    this.#cancelTelling?.()
  }

  #look(): void {
    const now = this.#status.get()
    const isTold = this.get() !== undefined
    if (now.tone === 'stopped' || (now.tone === 'warning' && isTold)) this.#tell(now)
    else if (now.tone !== 'warning') this.#tell(undefined)
    else
      this.#cancelTelling ??= this.#clock.after(PATIENCE_MS, () => this.#tell(this.#status.get()))
  }

  #tell(trouble: Status | undefined): void {
    this.#cancelTelling?.()
    this.#cancelTelling = undefined
    this.set(trouble)
  }
}

/** Words for {@link announceTrouble}. */
export interface TroubleWords {
  begins(trouble: Status): string
  /** Said once, when all is well again. */
  isOver(status: Status): string
}

/**
 * Says a trouble when it begins, not each further change that waits; and once, when everything has come through, that it is
 * over.
 *
 * @returns Stops it.
 */
export function announceTrouble(
  trouble: Readable<Status | undefined>,
  status: Readable<Status>,
  words: TroubleWords,
  say: (text: string) => void,
): () => void {
  let told: Status['kind'] | undefined
  const look = () => {
    const now = trouble.get()
    if (now && now.kind !== told) {
      told = now.kind
      say(words.begins(now))
    } else if (told !== undefined && status.get().tone === 'calm') {
      told = undefined
      say(words.isOver(status.get()))
    }
  }
  const stops = [trouble.subscribe(look), status.subscribe(look)]
  look()
  return () => {
    for (const stop of stops) stop()
  }
}
