import type { Awareness } from 'y-protocols/awareness'
import { Observable } from './observable.ts'
import {
  type Participant,
  participantsOf,
  type Presented,
  presentedFrom,
  sameParticipants,
} from './participants.ts'

interface Change {
  readonly added: readonly number[]
  readonly updated: readonly number[]
  readonly removed: readonly number[]
}

/** Who is here, followed from an awareness. What each change costs depends on who changed, not on how many are here. */
export class Presence extends Observable<readonly Participant[]> {
  readonly #awareness: Awareness
  readonly #presented = new Map<number, Presented>()

  constructor(awareness: Awareness) {
    super([], sameParticipants)
    this.#awareness = awareness
    this.#changed({ added: [...awareness.getStates().keys()], updated: [], removed: [] })
    awareness.on('change', this.#changed)
  }

  destroy(): void {
    this.#awareness.off('change', this.#changed)
  }

  readonly #changed = ({ added, updated, removed }: Change): void => {
    const states = this.#awareness.getStates()
    let isNews = false
    for (const clientId of [...added, ...updated, ...removed]) {
      const before = this.#presented.get(clientId)
      const now = presentedFrom(states.get(clientId), clientId, before)
      if (now === before) continue
      isNews = true
      if (now) this.#presented.set(clientId, now)
      else this.#presented.delete(clientId)
    }
    if (isNews) this.set(participantsOf([...this.#presented.values()], this.#awareness.clientID))
  }
}
