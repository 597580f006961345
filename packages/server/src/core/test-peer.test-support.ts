import type { CloseCode, DocumentName } from '@weft/protocol'
import type { ManualClock } from '@weft/testkit'
import type { Peer } from './ports.ts'
import type { Session } from './session.ts'
import { TestClient, type ClientOptions } from './test-client.test-support.ts'

export interface PeerOptions extends ClientOptions {
  readonly document?: DocumentName
  readonly token?: string
  /** Whether its socket takes nothing from the start. */
  readonly isStalled?: boolean
  /** Whether frames stay in the wires, both ways, until {@link TestPeer.carryUp} and {@link TestPeer.carryDown}. */
  readonly isCarriedByHand?: boolean
}

/** A client at the other end of a connection: what waits in its socket, and what becomes of that. */
export class TestPeer extends TestClient implements Peer {
  /** Frames per write. */
  readonly writes: number[] = []
  closed: { readonly code: number; readonly reason: string } | undefined
  isTerminated = false
  pings = 0
  answersPings = true
  pongDelayMs = 1
  readonly #clock: ManualClock
  readonly #options: PeerOptions
  #session: Session | undefined
  #unread: Uint8Array[] = []
  #unreadBytes = 0
  #toServer: Uint8Array[] = []
  #isStalled: boolean
  #isCut = false

  constructor(clock: ManualClock, options: PeerOptions) {
    super(options)
    this.#clock = clock
    this.#options = options
    this.#isStalled = options.isStalled ?? false
  }

  begin(session: Session): void {
    this.#session = session
    this.greet()
  }

  get session(): Session {
    if (!this.#session) throw new Error('The peer is not connected')
    return this.#session
  }

  get isOpen(): boolean {
    return !this.closed && !this.isTerminated && !this.#isCut
  }

  override sayFrame(frame: Uint8Array): void {
    if (!this.isOpen) return
    if (this.#options.isCarriedByHand) this.#toServer.push(frame)
    else this.session.receive(frame)
  }

  /** The connection is gone, and the server notices. */
  leave(): void {
    if (!this.isOpen) return
    this.cut()
    this.session.ended()
  }

  /** The connection is gone. The server does not know. */
  cut(): void {
    this.#isCut = true
    this.#unread = []
    this.#toServer = []
    this.fallSilent()
  }

  destroy(): void {
    this.cut()
    this.awareness.destroy()
  }

  /** Reads nothing from now on. */
  stall(): void {
    this.#isStalled = true
  }

  /** Reads at least this many bytes of what waits; reads on as before when nothing is left. */
  drain(bytes = Number.POSITIVE_INFINITY): void {
    let read = 0
    while (read < bytes && this.#unread.length > 0) read += this.#readNext()
    if (this.#unread.length === 0 && bytes === Number.POSITIVE_INFINITY) this.#isStalled = false
    if (this.isOpen) this.session.drained()
  }

  /** Carries the oldest frames to the server. */
  carryUp(count: number): void {
    for (const frame of this.#toServer.splice(0, count))
      if (this.isOpen) this.session.receive(frame)
  }

  /** Carries the oldest frames to the client. */
  carryDown(count: number): void {
    for (let index = 0; index < count && this.#unread.length > 0; index += 1) this.#readNext()
    if (this.isOpen) this.session.drained()
  }

  get waiting(): number {
    return this.#toServer.length + this.#unread.length
  }

  send(frames: readonly Uint8Array[]): void {
    if (!this.isOpen) return
    this.writes.push(frames.length)
    for (const frame of frames) {
      this.#unread.push(frame)
      this.#unreadBytes += frame.length
    }
    if (this.#isStalled || this.#options.isCarriedByHand) return
    this.#clock.soon(() => {
      if (!this.#isStalled) this.#readAll()
    })
  }

  bufferedBytes(): number {
    return this.#isStalled || this.#options.isCarriedByHand ? this.#unreadBytes : 0
  }

  ping(): void {
    if (!this.isOpen) return
    this.pings += 1
    if (!this.answersPings || this.#isStalled) return
    this.#clock.after(this.pongDelayMs, () => this.session.ponged())
  }

  close({ code }: CloseCode, reason: string): void {
    if (!this.isOpen) return
    this.closed = { code, reason }
    this.fallSilent()
  }

  terminate(): void {
    this.isTerminated = true
    this.fallSilent()
  }

  /** @returns How many bytes the oldest frame had. */
  #readNext(): number {
    const frame = this.#unread.shift() ?? new Uint8Array(0)
    this.#unreadBytes -= frame.length
    this.read(frame)
    return frame.length
  }

  #readAll(): void {
    for (const frame of this.#unread.splice(0)) {
      this.#unreadBytes -= frame.length
      this.read(frame)
    }
  }
}
