import type { Clock } from './clock.ts'
import { Observable, type Readable } from './observable.ts'
import type { ProviderFacts } from './provider-facts.ts'
import { type ConnectionFacts, nextTurnMs, type Status, statusFrom } from './save-status.ts'

/** The status to show, kept up to date as a provider's facts change and as time passes. */
export class ConnectionWatch extends Observable<Status> {
  readonly #provider: Readable<ProviderFacts>
  readonly #online: Readable<boolean>
  readonly #clock: Clock
  readonly #stop: () => void
  #cancelTurn: (() => void) | undefined

  #everSynced = false
  #isConfirming = true
  #unsavedChanges = 0
  /** Since when nothing more was confirmed. */
  #waitingSinceMs: number | undefined
  #savedSinceMs: number | undefined = Number.NEGATIVE_INFINITY

  constructor(provider: Readable<ProviderFacts>, online: Readable<boolean>, clock: Clock) {
    super({ kind: 'connecting', tone: 'busy', unsavedChanges: 0, canWrite: true }, sameStatus)
    this.#provider = provider
    this.#online = online
    this.#clock = clock
    const look = () => this.#look()
    const stops = [provider.subscribe(look), online.subscribe(look)]
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
    const facts = this.#provider.get()
    const { synced, saveState, unsavedChanges } = facts
    const nowMs = this.#clock.now()
    if (synced) this.#everSynced = true

    // While somebody types there is always a change under way: late is only a confirmation that gets none of them.
    const isProgress = unsavedChanges < this.#unsavedChanges
    if (unsavedChanges === 0) this.#waitingSinceMs = undefined
    else if (isProgress || this.#waitingSinceMs === undefined) this.#waitingSinceMs = nowMs
    this.#unsavedChanges = unsavedChanges

    // Without a connection the provider does not say `unknown`; what the server is like was learnt before.
    if (saveState === 'unknown') this.#isConfirming = false
    if (saveState === 'saved' || saveState === 'saving') this.#isConfirming = true
    if (saveState !== 'saved') this.#savedSinceMs = undefined
    else this.#savedSinceMs ??= nowMs

    return {
      ...facts,
      browserOnline: this.#online.get(),
      everSynced: this.#everSynced,
      isConfirming: this.#isConfirming,
      waitingMs: this.#waitingSinceMs === undefined ? undefined : nowMs - this.#waitingSinceMs,
      savedMs: this.#savedSinceMs === undefined ? undefined : nowMs - this.#savedSinceMs,
    }
  }
}

function sameStatus(one: Status, other: Status): boolean {
  return (
    one.kind === other.kind &&
    one.unsavedChanges === other.unsavedChanges &&
    one.canWrite === other.canWrite
  )
}
