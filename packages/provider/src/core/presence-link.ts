import { decodeAwareness, type AwarenessEntry } from '@weft/protocol'
import {
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
  type Awareness,
} from 'y-protocols/awareness'
import { contain, type Cancel, type Clock } from './ports.ts'

type LocalState = ReturnType<Awareness['getLocalState']>

interface AwarenessChange {
  readonly added: readonly number[]
  readonly updated: readonly number[]
  readonly removed: readonly number[]
}

// One frame of a 60 Hz screen. More often, nobody sees it.
const FRAME_MS = 16

// Others drop a state that they have not heard of for 30 s. Awareness says its own anew after 15 to 18 s by the wall clock,
// and says nothing for an hour when that is set back by an hour.
const QUIET_MS = 20_000

// A page that is still there so long after it was about to go has stayed.
const LEAVING_MS = 3_000

/**
 * The own awareness state, and what others say of theirs. Speaks for its own client ID only: whatever is received is
 * never sent on. That is what the server does, and clients that echo cost a room the square of its size.
 */
export class PresenceLink {
  readonly #awareness: Awareness
  readonly #clock: Clock
  readonly #publish: (awareness: Uint8Array) => void
  #publishedAtMs = Number.NEGATIVE_INFINITY
  #announcedAtMs = Number.NEGATIVE_INFINITY
  #cancelPublish: Cancel | undefined
  #isRenewing = false
  readonly #isLeaving: () => boolean
  /** The newest state that was one. */
  #shown: LocalState
  /** The state that was taken away while the page is not shown. */
  #hidden: LocalState = null
  #cancelReturn: Cancel | undefined

  /**
   * @param isLeaving Whether what runs now was called because the page is about to go.
   * @param publish Sends the own state, at most once per frame and only the newest.
   */
  constructor(
    awareness: Awareness,
    clock: Clock,
    isLeaving: () => boolean,
    publish: (awareness: Uint8Array) => void,
  ) {
    this.#awareness = awareness
    this.#clock = clock
    this.#isLeaving = isLeaving
    this.#publish = publish
    this.#shown = awareness.getLocalState()
    awareness.on('update', this.#onUpdate)
  }

  /** The own state as an awareness message's payload. */
  get own(): Uint8Array {
    return encodeAwarenessUpdate(this.#awareness, [this.#awareness.clientID])
  }

  /** What tells the others that this client has left; the own state stays as it is. */
  get absence(): Uint8Array {
    return encodeAwarenessUpdate(this.#awareness, [this.#awareness.clientID], new Map())
  }

  get clientId(): number {
    return this.#awareness.clientID
  }

  get isVisible(): boolean {
    return this.#awareness.getLocalState() !== null
  }

  /**
   * Advances the own clock, for those who are about to be told. Others keep the clock of a state that has left and take
   * nothing at or below it, and nothing at clock 0, so without this a client stays invisible until its next change.
   */
  renew(): void {
    const state = this.#awareness.getLocalState()
    if (state === null) return
    this.#isRenewing = true
    this.#setLocalState(state)
    this.#isRenewing = false
    this.#announcedAtMs = this.#clock.now()
  }

  /** Publishes the own state anew if nothing was published for so long that others are about to drop it. */
  stayAlive(): void {
    if (!this.isVisible || this.#clock.now() - this.#announcedAtMs < QUIET_MS) return
    this.renew()
    this.#publish(this.own)
  }

  /** Publishes now what waits for the end of the frame. */
  flush(): void {
    if (this.#cancelPublish === undefined) return
    this.#cancel()
    this.#publishedAtMs = this.#clock.now()
    this.#announcedAtMs = this.#publishedAtMs
    this.#publish(this.own)
  }

  /**
   * Applies an awareness message's payload, and returns its entries.
   *
   * @throws {ProtocolError} When the payload cannot be read; then nothing of it was applied.
   */
  receive(payload: Uint8Array, origin: object): readonly AwarenessEntry[] {
    const entries = decodeAwareness(payload)
    contain(this.#clock, () => applyAwarenessUpdate(this.#awareness, payload, origin))
    return entries
  }

  /** Removes everybody else, and their clocks with them, so that they can come back at once. */
  forgetOthers(origin: object): void {
    const { clientID, meta } = this.#awareness
    const others = [...meta.keys()].filter((id) => id !== clientID)
    contain(this.#clock, () => removeAwarenessStates(this.#awareness, others, origin))
    for (const id of others) meta.delete(id)
  }

  /** The page goes away, perhaps for good: the others should not have to wait for the socket to notice. */
  hide(): void {
    this.#hidden ??= this.#awareness.getLocalState()
    if (this.isVisible) this.#setLocalState(null)
    this.flush()
  }

  /** The page is shown again as it was. */
  show(): void {
    const hidden = this.#hidden
    this.#hidden = null
    this.#cancelReturn?.()
    if (hidden !== null && !this.isVisible) this.#setLocalState(hidden)
  }

  destroy(): void {
    this.#awareness.off('update', this.#onUpdate)
    this.#cancelReturn?.()
    this.#cancel()
  }

  readonly #onUpdate = ({ added, updated, removed }: AwarenessChange): void => {
    const own = this.#awareness.clientID
    if (![added, updated, removed].some((clients) => clients.includes(own))) return
    const state = this.#awareness.getLocalState()
    if (state !== null) this.#shown = state
    else if (this.#isLeaving()) this.#comeBackIfItStays()
    if (this.#isRenewing || this.#cancelPublish !== undefined) return
    // Never within the turn: an editor sets the cursor while it edits, and the edit must leave first.
    const waitMs = Math.max(0, this.#publishedAtMs + FRAME_MS - this.#clock.now())
    this.#cancelPublish = this.#clock.after(waitMs, () => this.flush())
  }

  // Lexical takes the state away when the page is about to go. Whoever is asked "Leave this page?" may stay.
  #comeBackIfItStays(): void {
    this.#hidden ??= this.#shown
    this.#cancelReturn?.()
    this.#cancelReturn = this.#clock.after(LEAVING_MS, () => this.show())
  }

  #setLocalState(state: LocalState): void {
    contain(this.#clock, () => this.#awareness.setLocalState(state))
  }

  #cancel(): void {
    this.#cancelPublish?.()
    this.#cancelPublish = undefined
  }
}
