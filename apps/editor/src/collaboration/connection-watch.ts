import type { WeftProvider } from '@weft/provider'
import type { Clock } from './clock.ts'
import { Observable, type Readable } from './observable.ts'
import { type ConnectionFacts, nextTurnMs, type Status, statusFrom } from './save-status.ts'

/** What is asked of a provider. */
export type WatchedProvider = Pick<
  WeftProvider,
  | 'wsconnected'
  | 'wsconnecting'
  | 'synced'
  | 'saveState'
  | 'unsavedChanges'
  | 'rights'
  | 'on'
  | 'off'
>

/** The status to show, kept up to date from a provider's events and from what only time changes. */
export class ConnectionWatch extends Observable<Status> {
  readonly #provider: WatchedProvider
  readonly #online: Readable<boolean>
  readonly #clock: Clock
  readonly #stop: () => void
  #cancelTurn: (() => void) | undefined

  #everSynced = false
  #closed: ConnectionFacts['closed']
  #historyChanged = false
  #unsavedChanges = 0
  /** Since when nothing more was confirmed. */
  #waitingSinceMs: number | undefined
  #savedSinceMs: number | undefined = Number.NEGATIVE_INFINITY

  constructor(provider: WatchedProvider, online: Readable<boolean>, clock: Clock) {
    super({ kind: 'connecting', tone: 'busy', unsavedChanges: 0 }, sameStatus)
    this.#provider = provider
    this.#online = online
    this.#clock = clock

    const look = () => this.#look()
    const closed = (closed: { code: number; reason: string }) => {
      this.#closed = closed
      look()
    }
    const historyChanged = () => {
      this.#historyChanged = true
      look()
    }
    const events = ['status', 'sync', 'save-state', 'unsaved-changes', 'rights'] as const
    for (const event of events) provider.on(event, look)
    provider.on('closed', closed)
    provider.on('history-changed', historyChanged)
    const stopOnline = online.subscribe(look)
    this.#stop = () => {
      for (const event of events) provider.off(event, look)
      provider.off('closed', closed)
      provider.off('history-changed', historyChanged)
      stopOnline()
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
    const { wsconnected, wsconnecting, synced, saveState, unsavedChanges, rights } = this.#provider
    const nowMs = this.#clock.now()
    if (synced) this.#everSynced = true
    // While somebody types there is always a change under way: late is only a confirmation that gets none of them.
    const isProgress = unsavedChanges < this.#unsavedChanges
    if (unsavedChanges === 0) this.#waitingSinceMs = undefined
    else if (isProgress || this.#waitingSinceMs === undefined) this.#waitingSinceMs = nowMs
    this.#unsavedChanges = unsavedChanges
    if (saveState !== 'saved') this.#savedSinceMs = undefined
    else this.#savedSinceMs ??= nowMs
    return {
      connection: wsconnected ? 'connected' : wsconnecting ? 'connecting' : 'disconnected',
      browserOnline: this.#online.get(),
      synced,
      everSynced: this.#everSynced,
      saveState,
      unsavedChanges,
      waitingMs: this.#waitingSinceMs === undefined ? undefined : nowMs - this.#waitingSinceMs,
      savedMs: this.#savedSinceMs === undefined ? undefined : nowMs - this.#savedSinceMs,
      canWrite: rights.canWrite,
      closed: this.#closed,
      historyChanged: this.#historyChanged,
    }
  }
}

function sameStatus(one: Status, other: Status): boolean {
  return one.kind === other.kind && one.unsavedChanges === other.unsavedChanges
}
