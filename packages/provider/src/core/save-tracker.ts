import type { Tell } from './connection-events.ts'
import { saveStateOf, type SaveFacts, type SaveState } from './save-state.ts'
import type { UnsavedEdits } from './unsaved-edits.ts'
import { UnsavedWarning, type UnsavedWarningOptions } from './unsaved-warning.ts'

/** Somebody who waits for edits to be on disk. */
interface Waiter {
  /** The edits that are waited for: the first so many. */
  readonly made: number
  readonly resolve: () => void
  readonly reject: (reason: Error) => void
}

type ServerFacts = Omit<SaveFacts, 'unsavedChanges'>

/** Tells where the local edits are, each time that it changes, and whoever waits for them. */
export class SaveTracker {
  readonly edits: UnsavedEdits
  readonly #tell: Tell
  #waiters: Waiter[] = []
  readonly #warning: UnsavedWarning
  #facts: ServerFacts = {
    reach: 'offline',
    hasAcknowledgements: undefined,
    canWrite: true,
    isServerSaving: true,
  }
  #toldState: SaveState
  #toldCount: number

  constructor(edits: UnsavedEdits, options: UnsavedWarningOptions, tell: Tell) {
    this.edits = edits
    this.#tell = tell
    this.#warning = new UnsavedWarning(options, edits, (isLong) => tell('unsaved-for-long', isLong))
    this.#toldState = this.state
    this.#toldCount = edits.count
  }

  get state(): SaveState {
    return saveStateOf({ ...this.#facts, unsavedChanges: this.edits.count })
  }

  get facts(): ServerFacts {
    return this.#facts
  }

  /** Takes what is new, and tells what changed by it or by edits since. */
  update(facts: Partial<ServerFacts> = {}): void {
    this.#facts = { ...this.#facts, ...facts }
    this.#settleWaiters()
    // Who does not say what is saved is not waited for.
    if (this.#facts.hasAcknowledgements === false) this.#warning.stop()
    else this.#warning.look()
    const { count } = this.edits
    const { state } = this
    const isCountNew = count !== this.#toldCount
    const isStateNew = state !== this.#toldState
    this.#toldCount = count
    this.#toldState = state
    if (isCountNew) this.#tell('unsaved-changes', count)
    if (isStateNew) this.#tell('save-state', state)
  }

  /** Nobody wants a connection: no timer is left. */
  rest(): void {
    this.#warning.rest()
  }

  /** Resolves once all edits made so far are on disk; rejects once that cannot be learnt any more. */
  whenSaved(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ made: this.edits.made, resolve, reject })
      this.#settleWaiters()
    })
  }

  #settleWaiters(): void {
    const { hasAcknowledgements, reach } = this.#facts
    const waiting = this.#waiters
    this.#waiters = []
    for (const waiter of waiting) {
      if (hasAcknowledgements === false) {
        waiter.reject(new Error('Cannot tell when edits are saved: the server does not say'))
      } else if (waiter.made <= this.edits.saved) waiter.resolve()
      else if (reach === 'refused') {
        waiter.reject(new Error('Cannot save: the provider has stopped'))
      } else this.#waiters.push(waiter)
    }
  }
}
