import type { Clock } from './clock.ts'
import { Observable, type Readable } from './observable.ts'
import type { ProviderFacts } from './provider-facts.ts'
import {
  type ConnectionFacts,
  nextTurnMs,
  sameStatus,
  type Status,
  statusFrom,
} from './save-status.ts'

/** What a {@link ConnectionWatch} looks at. */
export interface Watched {
  readonly provider: Readable<ProviderFacts>
  /** Whether there is a text to work with. */
  readonly content: Readable<boolean>
  readonly online: Readable<boolean>
}

/** The status as it is, kept up to date as a provider's facts change and as time passes. */
export class ConnectionWatch extends Observable<Status> {
  readonly #watched: Watched
  readonly #clock: Clock
  readonly #stop: () => void
  #cancelTurn: (() => void) | undefined

  #everSynced = false
  #isCatchingUp = false
  #wasConnected = false
  #isConfirming = true
  #unsavedChanges = 0
  /** Since when nothing more was confirmed. */
  #waitingSinceMs: number | undefined

  constructor(watched: Watched, clock: Clock) {
    super(
      {
        kind: 'connecting',
        tone: 'busy',
        unsavedChanges: 0,
        keptIn: 'tab',
        hasContent: false,
        canWrite: true,
      },
      sameStatus,
    )
    this.#watched = watched
    this.#clock = clock
    const look = () => this.#look()
    const stops = Object.values(watched).map((readable: Readable<unknown>) =>
      readable.subscribe(look),
    )
    this.#stop = () => {
      for (const stop of stops) stop()
      this.#cancelTurn?.()
    }
    this.#look()
  }

  destroy(): void {
    this.#stop()
  }

  #look(): void {
    const facts = this.#facts()
    this.#cancelTurn?.()
    const turnMs = nextTurnMs(facts)
    this.#cancelTurn =
      turnMs === undefined ? undefined : this.#clock.after(turnMs, () => this.#look())
    this.set(statusFrom(facts))
  }

  #facts(): ConnectionFacts {
    const facts = this.#watched.provider.get()
    const { synced, saveState, unsavedChanges } = facts
    const isConnected = facts.connection === 'connected'
    const nowMs = this.#clock.now()
    if (synced) this.#everSynced = true

    // While somebody types there is always a change under way: late is only a confirmation that gets none of them.
    const isProgress = unsavedChanges < this.#unsavedChanges
    if (unsavedChanges === 0) this.#waitingSinceMs = undefined
    else if (isProgress || this.#waitingSinceMs === undefined) this.#waitingSinceMs = nowMs
    // What was written without a connection is not late as soon as there is one.
    else if (isConnected && !this.#wasConnected) this.#waitingSinceMs = nowMs
    this.#unsavedChanges = unsavedChanges
    this.#wasConnected = isConnected
    if (!isConnected && unsavedChanges > 0) this.#isCatchingUp = true
    else if (isConnected && unsavedChanges === 0) this.#isCatchingUp = false

    // Without a connection the provider does not say `unknown`; what the server is like was learnt before.
    if (saveState === 'unknown') this.#isConfirming = false
    if (saveState === 'saved' || saveState === 'saving') this.#isConfirming = true

    return {
      ...facts,
      browserOnline: this.#watched.online.get(),
      everSynced: this.#everSynced,
      hasContent: this.#watched.content.get(),
      isCatchingUp: this.#isCatchingUp,
      isConfirming: this.#isConfirming,
      waitingMs: this.#waitingSinceMs === undefined ? undefined : nowMs - this.#waitingSinceMs,
    }
  }
}
