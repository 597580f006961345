import { hasOtherNumbers, NO_STATE, type AwarenessEntry } from '@weft/protocol'

/** How long a departed client's clock is remembered, in milliseconds: echoes of its state keep coming for a while. */
const DEPARTED_MEMORY_MS = 60_000

/** A clock that no client reaches by moving a cursor; a larger one would only freeze the ID. */
const MAX_CLOCK = 2 ** 40

/**
 * What a connection's entry stands for.
 *
 * - `claim`: the only entry of its first awareness message, sent before it can have heard of anybody else: its own ID.
 * - `announcement`: the same from a peer that said hello, which announces itself with a clock that it never told before.
 * - `first`: the only entry of its first awareness message, but perhaps an echo.
 * - `later`: anything else.
 */
export type Standing = 'claim' | 'announcement' | 'first' | 'later'

interface Present<Owner> {
  readonly owner: Owner
  /** Whether the owner named the ID as its own, or only passes on what another tab says. */
  readonly isOwn: boolean
  /** The clock that others hold for this ID: higher than `clock` while the client has yet to announce itself anew. */
  heldClock: number
  clock: number
  /** As the owner told it. */
  told: string
  /** As everybody else is told it. */
  state: string
}

interface Departed {
  readonly clock: number
  readonly sinceMs: number
}

/** Why an entry was not taken. None of these is the peer's fault: stock clients echo every entry that they receive. */
export type Dropped = 'not-owned' | 'echo' | 'too-many' | 'too-large' | 'bad-clock'

export type Told<Owner> =
  /** `isMove`: the client was here before, and stays. */
  | { readonly kind: 'accepted'; readonly isMove: boolean }
  | { readonly kind: 'dropped'; readonly because: Dropped }
  /** Another live connection has the ID: find out whether it still lives, and {@link Presence.release} it if not. */
  | { readonly kind: 'contested'; readonly owner: Owner }
  /** Taken, but with a clock that others hold for old: send the client this entry, and it announces itself anew. */
  | { readonly kind: 'stale'; readonly answer: AwarenessEntry }

export interface PresenceLimits {
  readonly maxAwarenessClients: number
  readonly maxAwarenessStateBytes: number
}

/**
 * Who is in a room: the newest awareness state of each client ID, and which connection speaks for it. A connection
 * speaks for the IDs that it introduced and no others, so nobody can move, rename or remove somebody else's cursor.
 * States leave with their connection.
 *
 * Clocks are never invented for others: a departed state is announced as null at the last clock that others hold for it.
 */
export class Presence<Owner extends object> {
  readonly #limits: PresenceLimits
  readonly #present = new Map<number, Present<Owner>>()
  readonly #departed = new Map<number, Departed>()
  readonly #owned = new Map<Owner, Set<number>>()
  readonly #changed = new Set<number>()

  readonly #stamp: (state: string, owner: Owner) => string

  /** @param stamp Makes of a state that an owner tells the one that everybody is told. Of that it makes the same again. */
  constructor(limits: PresenceLimits, stamp: (state: string, owner: Owner) => string) {
    this.#limits = limits
    this.#stamp = stamp
  }

  /** What changed since the last call, newest only; empty when nothing did. */
  takeChanges(): AwarenessEntry[] {
    const entries: AwarenessEntry[] = []
    for (const clientId of this.#changed) {
      const entry = this.#entry(clientId)
      if (entry) entries.push(entry)
    }
    this.#changed.clear()
    return entries
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0
  }

  /** Everybody who is here, for someone who joins. */
  all(): AwarenessEntry[] {
    return this.#entries().filter(({ state }) => state !== NO_STATE)
  }

  /** As null, whoever is not here any more and may have left since `sinceMs`: for a peer that missed some ticks. */
  leftSince(sinceMs: number): AwarenessEntry[] {
    const left = [...this.#departed].filter(([, { sinceMs: leftMs }]) => leftMs >= sinceMs)
    return [
      ...this.#entries().filter(({ state }) => state === NO_STATE),
      ...left.map(([clientId, { clock }]) => ({ clientId, clock, state: NO_STATE })),
    ]
  }

  /** Whether an entry's state need not be parsed: its owner's last differs from it in numbers only. */
  isSound({ clientId, state }: AwarenessEntry): boolean {
    const told = this.#present.get(clientId)?.told
    return told !== undefined && hasOtherNumbers(told, state)
  }

  /** Takes one entry that a connection sent. */
  tell(owner: Owner, entry: AwarenessEntry, standing: Standing, nowMs: number): Told<Owner> {
    if (entry.clock > MAX_CLOCK) return dropped('bad-clock')
    if (this.#isTooLarge(entry.state)) return dropped('too-large')
    const present = this.#present.get(entry.clientId)
    if (present?.owner === owner) return this.#update(present, entry)
    if (present) return this.#take(present, owner, entry, standing)
    if (entry.state === NO_STATE) return dropped('echo')
    const departed = this.#departedClock(entry.clientId, nowMs)
    const isNewer = departed === undefined || entry.clock > departed
    if (!isNewer && !isClaim(standing)) return dropped('echo')
    const minClock = departed === undefined ? this.#firstClock(entry, standing) : departed + 1
    return this.#introduce(owner, entry, standing !== 'later', minClock)
  }

  // Others may hold the very clock that a client comes back with, from before a restart or from long ago, and take nothing
  // at or below it. Nor does y-protocols ever show a client whose first clock is 0 to those who do not know it.
  #firstClock({ clock }: AwarenessEntry, standing: Standing): number {
    return standing === 'claim' ? clock + 1 : 1
  }

  /** The connection is gone, and all that it spoke for with it. */
  release(owner: Owner, nowMs: number): void {
    for (const clientId of this.#owned.get(owner) ?? []) this.#depart(clientId, nowMs)
    this.#owned.delete(owner)
  }

  /**
   * What an owner's states are stamped with may be another now: those that have it wrong are gone for everybody, their client
   * included, which announces itself anew when it hears that. No clock is made up for it.
   *
   * @returns Whether there were any.
   */
  withdrawMisstamped(): boolean {
    let wereAny = false
    for (const [clientId, present] of this.#present) {
      if (this.#stamp(present.state, present.owner) === present.state) continue
      present.clock = present.heldClock
      present.state = NO_STATE
      this.#changed.add(clientId)
      wereAny = true
    }
    return wereAny
  }

  /** A connection goes on in the place of another: nobody sees its states go. */
  transfer(from: Owner, to: Owner): void {
    const clientIds = this.#owned.get(from)
    if (!clientIds) return
    this.#owned.delete(from)
    this.#owned.set(to, clientIds)
    for (const clientId of clientIds) {
      const present = this.#present.get(clientId)
      if (present) this.#present.set(clientId, { ...present, owner: to })
    }
  }

  #take(
    present: Present<Owner>,
    owner: Owner,
    entry: AwarenessEntry,
    standing: Standing,
  ): Told<Owner> {
    if (entry.state === NO_STATE || standing === 'later') return dropped('not-owned')
    if (present.isOwn) {
      return isClaim(standing) ? { kind: 'contested', owner: present.owner } : dropped('not-owned')
    }
    // A client's own connection goes before one that only relays. An echo has nothing newer than what it echoes.
    if (standing === 'first' && entry.clock <= present.clock) return dropped('not-owned')
    const isSame = this.#stamp(entry.state, owner) === present.state
    const minClock = isSame ? present.heldClock : present.heldClock + 1
    const told = this.#introduce(owner, entry, true, minClock)
    if (told.kind !== 'dropped') this.#owned.get(present.owner)?.delete(entry.clientId)
    return told
  }

  /** @param minClock The lowest clock that others will take for new. */
  #introduce(owner: Owner, entry: AwarenessEntry, isOwn: boolean, minClock: number): Told<Owner> {
    const owned = this.#owned.get(owner) ?? new Set()
    if (owned.size >= this.#limits.maxAwarenessClients) return dropped('too-many')
    const { clientId, clock } = entry
    const state = this.#stamp(entry.state, owner)
    if (this.#isTooLarge(state)) return dropped('too-large')
    this.#owned.set(owner, owned.add(clientId))
    this.#present.set(clientId, {
      owner,
      isOwn,
      clock,
      heldClock: Math.max(clock, minClock - 1),
      told: entry.state,
      state,
    })
    this.#departed.delete(clientId)
    this.#changed.add(clientId)
    if (clock >= minClock) return { kind: 'accepted', isMove: false }
    return { kind: 'stale', answer: { clientId, clock: minClock - 1, state: NO_STATE } }
  }

  #update(present: Present<Owner>, entry: AwarenessEntry): Told<Owner> {
    const { clientId, clock } = entry
    const isRemoval =
      clock === present.clock && entry.state === NO_STATE && present.state !== NO_STATE
    if (clock <= present.clock && !isRemoval) return dropped('echo')
    const state = this.#stamp(entry.state, present.owner)
    if (this.#isTooLarge(state)) return dropped('too-large')
    const isMove = state !== NO_STATE && present.state !== NO_STATE
    present.clock = clock
    present.heldClock = Math.max(clock, present.heldClock)
    present.told = entry.state
    present.state = state
    this.#changed.add(clientId)
    return { kind: 'accepted', isMove }
  }

  #depart(clientId: number, nowMs: number): void {
    const present = this.#present.get(clientId)
    if (!present) return
    this.#present.delete(clientId)
    this.#departed.delete(clientId)
    this.#departed.set(clientId, { clock: present.heldClock, sinceMs: nowMs })
    if (present.state !== NO_STATE) this.#changed.add(clientId)
    this.#forgetOld(nowMs)
  }

  #isTooLarge(state: string): boolean {
    return state.length > this.#limits.maxAwarenessStateBytes
  }

  #departedClock(clientId: number, nowMs: number): number | undefined {
    this.#forgetOld(nowMs)
    return this.#departed.get(clientId)?.clock
  }

  // In the order of leaving, so the old ones are in front.
  #forgetOld(nowMs: number): void {
    for (const [clientId, { sinceMs }] of this.#departed) {
      if (nowMs - sinceMs < DEPARTED_MEMORY_MS) return
      this.#departed.delete(clientId)
    }
  }

  #entries(): AwarenessEntry[] {
    return [...this.#present].map(([clientId, { clock, state }]) => ({ clientId, clock, state }))
  }

  #entry(clientId: number): AwarenessEntry | undefined {
    const present = this.#present.get(clientId)
    if (present) return { clientId, clock: present.clock, state: present.state }
    const departed = this.#departed.get(clientId)
    return departed && { clientId, clock: departed.clock, state: NO_STATE }
  }
}

function dropped(because: Dropped): { readonly kind: 'dropped'; readonly because: Dropped } {
  return { kind: 'dropped', because }
}

function isClaim(standing: Standing): boolean {
  return standing === 'claim' || standing === 'announcement'
}
