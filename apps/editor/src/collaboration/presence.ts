import type { Awareness } from 'y-protocols/awareness'
import { Observable } from './observable.ts'
import { type Participant, participantsFrom, sameParticipants } from './participants.ts'

/** Who is here, followed from an awareness. */
export class Presence extends Observable<readonly Participant[]> {
  readonly #stop: () => void

  constructor(awareness: Awareness) {
    super(participantsFrom(awareness.getStates(), awareness.clientID), sameParticipants)
    const update = () => this.set(participantsFrom(awareness.getStates(), awareness.clientID))
    awareness.on('change', update)
    this.#stop = () => awareness.off('change', update)
  }

  destroy(): void {
    this.#stop()
  }
}
