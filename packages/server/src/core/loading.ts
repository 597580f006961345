import type { Room } from './room.ts'
import type { StoredState } from './stored-state.ts'

/** A document that is being loaded. What is stored of it may be known, and told, before its room is there. */
export class Loading {
  /** Undefined: there is no such document. */
  readonly room: Promise<Room | undefined>
  #found: StoredState | undefined
  readonly #waiting = new Set<(state: StoredState) => void>()

  /** @param load Makes the room, and tells what is stored as soon as that is known. */
  constructor(load: (found: (state: StoredState) => void) => Promise<Room | undefined>) {
    this.room = load((state) => {
      this.#found = state
      for (const tell of this.#waiting) tell(state)
      this.#waiting.clear()
    })
  }

  /** It is its entry in the directory. */
  get kind(): 'loading' {
    return 'loading'
  }

  /** Tells what is stored, now or when it is known; never, if that is only with the room. */
  whenFound(tell: (state: StoredState) => void): void {
    if (this.#found) tell(this.#found)
    else this.#waiting.add(tell)
  }
}
