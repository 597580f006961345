import type { Awareness } from 'y-protocols/awareness'
import type { Clock } from '../collaboration/clock.ts'
import { field } from '../collaboration/person.ts'

/** How long a name stays after its caret has moved, in milliseconds. */
export const LABEL_MS = 2_000
/** After so long without a movement a selection is no longer of interest, in milliseconds. Its caret stays. */
export const SELECTION_MS = 10_000

interface Change {
  readonly added: readonly number[]
  readonly updated: readonly number[]
  readonly removed: readonly number[]
}

/** Whose caret moves, has just come to rest, or has been at rest for long. */
export class CaretActivity {
  readonly #awareness: Awareness
  readonly #clock: Clock
  readonly #changed: () => void
  readonly #positions = new Map<number, string>()
  readonly #movedAtMs = new Map<number, number>()
  readonly #timers = new Map<number, () => void>()
  readonly #seen = new Set<number>()

  /** @param changed Called when somebody moves or comes to rest. */
  constructor(awareness: Awareness, clock: Clock, changed: () => void) {
    this.#awareness = awareness
    this.#clock = clock
    this.#changed = changed
    awareness.on('change', this.#look)
    this.#look({ added: [...awareness.getStates().keys()], updated: [], removed: [] })
  }

  /** Whether a caret has moved so recently that its name is to be shown. */
  isMoving(clientId: number): boolean {
    return this.#sinceMs(clientId) < LABEL_MS
  }

  /** Whether a caret has not moved for so long that its selection is not to be shown. */
  isResting(clientId: number): boolean {
    return this.#sinceMs(clientId) >= SELECTION_MS
  }

  /** A caret is seen. The first time counts as a movement, so that whoever joins sees everybody's name. */
  see(clientId: number): void {
    if (this.#seen.has(clientId)) return
    this.#seen.add(clientId)
    this.#move(clientId)
  }

  destroy(): void {
    this.#awareness.off('change', this.#look)
    for (const cancel of this.#timers.values()) cancel()
  }

  readonly #look = ({ added, updated, removed }: Change): void => {
    for (const clientId of removed) this.#forget(clientId)
    const states = this.#awareness.getStates()
    for (const clientId of [...added, ...updated]) {
      if (clientId === this.#awareness.clientID) continue
      const position = JSON.stringify(field(states.get(clientId), 'cursor') ?? null)
      if (position === this.#positions.get(clientId)) continue
      this.#positions.set(clientId, position)
      this.#move(clientId)
    }
  }

  #move(clientId: number): void {
    this.#movedAtMs.set(clientId, this.#clock.now())
    this.#await(clientId, LABEL_MS, () =>
      this.#await(clientId, SELECTION_MS - LABEL_MS, () => this.#timers.delete(clientId)),
    )
    this.#changed()
  }

  #await(clientId: number, delayMs: number, then: () => void): void {
    this.#timers.get(clientId)?.()
    const due = () => {
      then()
      this.#changed()
    }
    this.#timers.set(clientId, this.#clock.after(delayMs, due))
  }

  #forget(clientId: number): void {
    this.#timers.get(clientId)?.()
    for (const known of [this.#timers, this.#positions, this.#movedAtMs, this.#seen]) {
      known.delete(clientId)
    }
  }

  #sinceMs(clientId: number): number {
    return this.#clock.now() - (this.#movedAtMs.get(clientId) ?? Number.NEGATIVE_INFINITY)
  }
}
