import { closeCodes, type CloseCode } from '@weft/protocol'
import type { Limits } from './limits.ts'
import type { Cancel, Clock, Peer } from './ports.ts'

type State =
  | { readonly kind: 'flowing' }
  /** The peer has not read what it was sent; it is sent nothing until it has. */
  | {
      readonly kind: 'behind'
      /** The room's state vector when it was left behind: it has or was sent everything before. */
      readonly leftAt: Uint8Array
      readonly sinceMs: number
      readonly cancelStallCheck: Cancel
    }
  | { readonly kind: 'closed' }

const FLOWING: State = { kind: 'flowing' }
const CLOSED: State = { kind: 'closed' }

export interface OutboxDependencies {
  readonly clock: Clock
  readonly limits: Pick<Limits, 'maxBufferedBytes' | 'stallTimeoutMs'>
}

/** Whose outbox it is. */
export interface OutboxOwner {
  /** The peer has read nothing for too long: it is to be ended at once. */
  giveUp(code: CloseCode, reason: string): void
}

/** Where a peer that has caught up with its buffer continues. */
export interface LeftBehind {
  readonly leftAt: Uint8Array
  readonly sinceMs: number
}

/**
 * What leaves for one peer, with a bound: when more than `maxBufferedBytes` lie unread, nothing more is queued. Yjs makes
 * that cheap: whatever was left out comes back as one diff from the state vector where the peer was left.
 */
export class Outbox {
  readonly #peer: Peer
  readonly #dependencies: OutboxDependencies
  readonly #owner: OutboxOwner
  #state: State = FLOWING
  /** Whole, as V8 keeps it without an object of its own. */
  #sentMs: number

  constructor(peer: Peer, owner: OutboxOwner, dependencies: OutboxDependencies) {
    this.#peer = peer
    this.#owner = owner
    this.#dependencies = dependencies
    this.#sentMs = Math.floor(dependencies.clock.now())
  }

  /** When the peer was last sent a frame; monotonic, in milliseconds. */
  get sentMs(): number {
    return this.#sentMs
  }

  get isFlowing(): boolean {
    return this.#state.kind === 'flowing'
  }

  /** Whether so much lies unread that the peer must be left behind before the document changes. */
  get isFull(): boolean {
    return this.isFlowing && this.#peer.bufferedBytes() > this.#dependencies.limits.maxBufferedBytes
  }

  /** Whether much of what the peer was sent lies unread. */
  get isUnread(): boolean {
    return (
      this.#state.kind !== 'closed' &&
      this.#peer.bufferedBytes() > this.#dependencies.limits.maxBufferedBytes / 2
    )
  }

  /** Whether the peer is sent nothing more until it has caught up. */
  get isBehind(): boolean {
    return this.#state.kind === 'behind'
  }

  /** What it was sent and has not read, in bytes. */
  get unreadBytes(): number {
    return this.#state.kind === 'closed' ? 0 : this.#peer.bufferedBytes()
  }

  /** Whether the peer was left behind, and has room again. */
  get hasCaughtUp(): boolean {
    return this.#state.kind === 'behind' && !this.isUnread
  }

  /** Sends frames in one write. A peer that is behind gets none of them. */
  send(frames: readonly Uint8Array[]): void {
    if (!this.isFlowing || frames.length === 0) return
    this.#sentMs = Math.floor(this.#dependencies.clock.now())
    this.#peer.send(frames)
  }

  leaveBehind(leftAt: Uint8Array): void {
    if (!this.isFlowing) return
    const state = { kind: 'behind', leftAt, sinceMs: this.#dependencies.clock.now() } as const
    this.#state = { ...state, cancelStallCheck: () => {} }
    this.#watch(state)
  }

  /** The peer's buffer has emptied somewhat. Returns where to continue if it was behind and has room again. */
  drained(): LeftBehind | undefined {
    if (this.#state.kind !== 'behind' || this.isUnread) return undefined
    const { leftAt, sinceMs, cancelStallCheck } = this.#state
    cancelStallCheck()
    this.#state = FLOWING
    return { leftAt, sinceMs }
  }

  close(): void {
    if (this.#state.kind === 'behind') this.#state.cancelStallCheck()
    this.#state = CLOSED
  }

  // Nothing is added while a peer is behind, so an unchanged amount means that it read nothing at all.
  #watch(state: LeftBehind & { readonly kind: 'behind' }): void {
    const buffered = this.#peer.bufferedBytes()
    const cancelStallCheck = this.#dependencies.clock.after(
      this.#dependencies.limits.stallTimeoutMs,
      () => {
        if (this.#state.kind !== 'behind') return
        if (this.hasCaughtUp || this.#peer.bufferedBytes() < buffered) this.#watch(state)
        else this.#owner.giveUp(closeCodes.tooSlow, 'read nothing for too long')
      },
    )
    this.#state = { ...state, cancelStallCheck }
  }
}
