import type { Awareness } from 'y-protocols/awareness'
import type { Clock } from './clock.ts'
import { Observable } from './observable.ts'
import { field, isIntroduced } from './person.ts'

/** How long somebody may take to be seen again after the connection was lost; in milliseconds. */
export const RETURN_MS = 3_000

/** Whom one follows. `lost`: they have left, and somebody has to be told. */
export type Following =
  | { readonly is: 'nobody' }
  | { readonly is: 'somebody'; readonly clientId: number }
  | { readonly is: 'lost'; readonly clientId: number }

const NOBODY: Following = { is: 'nobody' }

interface Change {
  readonly added: readonly number[]
  readonly updated: readonly number[]
  readonly removed: readonly number[]
}

/** What {@link Follow} needs of a provider. */
export interface SyncedProvider {
  readonly synced: boolean
  on(name: 'sync', listener: (isSynced: boolean) => void): void
  off(name: 'sync', listener: (isSynced: boolean) => void): void
}

/**
 * Whom one follows, and who follows. Says so in the awareness field `following`, the client ID of whoever is followed; so
 * that they know it, and tell where they are only while somebody wants to know.
 */
export class Follow extends Observable<Following> {
  /** The client IDs of those who follow this tab, in ascending order. */
  readonly followers = new Observable<readonly number[]>([], sameIds)
  readonly #awareness: Awareness
  readonly #provider: SyncedProvider
  readonly #clock: Clock
  #cancelLoss: () => void = () => {}

  constructor(awareness: Awareness, provider: SyncedProvider, clock: Clock) {
    super(NOBODY)
    this.#awareness = awareness
    this.#provider = provider
    this.#clock = clock
    awareness.on('change', this.#changed)
    provider.on('sync', this.#synced)
  }

  /** Follows somebody who is here. Nobody follows themselves. */
  follow(clientId: number): void {
    const { clientID } = this.#awareness
    if (clientId === clientID || !this.#awareness.getStates().has(clientId)) return
    this.#cancelLoss()
    this.#awareness.setLocalStateField('following', clientId)
    this.set({ is: 'somebody', clientId })
  }

  /** Goes on alone. Harmless when following nobody. */
  stop(): void {
    this.#end(NOBODY)
  }

  destroy(): void {
    this.#cancelLoss()
    this.#awareness.off('change', this.#changed)
    this.#provider.off('sync', this.#synced)
  }

  #end(how: Following): void {
    if (this.get().is === 'nobody') return
    this.#cancelLoss()
    if (field(this.#awareness.getLocalState(), 'following') !== null) {
      this.#awareness.setLocalStateField('following', null)
    }
    this.set(how)
  }

  readonly #changed = ({ added, updated, removed }: Change): void => {
    const { clientID } = this.#awareness
    const states = this.#awareness.getStates()
    const known = new Set(this.followers.get())
    const now = new Set(known)
    for (const clientId of [...added, ...updated, ...removed]) {
      const state = states.get(clientId)
      const follows = clientId !== clientID && field(state, 'following') === clientID
      if (follows && isIntroduced(state)) now.add(clientId)
      else now.delete(clientId)
    }
    this.followers.set([...now].sort((one, other) => one - other))
    const following = this.get()
    // Without a connection nobody is seen; whoever is still there is seen again soon after it is back.
    const isGone = following.is === 'somebody' && removed.includes(following.clientId)
    if (isGone && this.#provider.synced) this.#end({ is: 'lost', clientId: following.clientId })
  }

  readonly #synced = (isSynced: boolean): void => {
    this.#cancelLoss()
    if (!isSynced || this.get().is !== 'somebody') return
    this.#cancelLoss = this.#clock.after(RETURN_MS, () => {
      const following = this.get()
      if (following.is !== 'somebody') return
      const isHere = this.#awareness.getStates().has(following.clientId)
      if (!isHere) this.#end({ is: 'lost', clientId: following.clientId })
    })
  }
}

/**
 * Whether whoever one follows follows oneself, directly or through others. Then nobody leads, and nobody must move because of
 * the others.
 */
export function isCircle(states: ReadonlyMap<number, unknown>, ownClientId: number): boolean {
  const seen = new Set<unknown>()
  let next = field(states.get(ownClientId), 'following')
  while (typeof next === 'number' && !seen.has(next)) {
    if (next === ownClientId) return true
    seen.add(next)
    next = field(states.get(next), 'following')
  }
  return false
}

function sameIds(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index])
}
