import { closeCodes } from '@weft/protocol'
import type { WebSocket } from 'ws'
import type { Connection } from '../core/connection.ts'
import type { Clock } from '../core/ports.ts'
import { ReceiveRate, type RateLimits } from '../core/receive-rate.ts'

/**
 * How many messages are taken from one peer before the others have their turn: one read can hold nine thousand, which
 * together would hold up the process for a tenth of a second.
 */
const TURN_MESSAGES = 64
/** And for how long, in milliseconds: messages may be large. A single one is never divided. */
const TURN_MS = 4
/** A pause of this length between two messages shows that others had their turn, in milliseconds. */
const GAP_MS = 1
/** What a frame that waits costs besides its bytes. */
const OBJECT_BYTES = 256
/** How long a peer is left unread at a time, in milliseconds; its silence meanwhile is our doing. */
const LONGEST_PAUSE_MS = 1_000

/** The peers of a server that wait for their turn. The more there are, the smaller is each one's share of it. */
export class Turns {
  #waiting = 0

  wait(): void {
    this.#waiting += 1
  }

  begin(): void {
    this.#waiting -= 1
  }

  /** The part of a turn that one peer may have now. */
  get share(): number {
    return 1 / (this.#waiting + 1)
  }
}

/**
 * - `reading`: what comes is taken at once.
 * - `pausing`: the socket is not read, and what had been read waits.
 * - `stopped`: nothing more is read from this peer; it is being closed.
 */
type State = 'reading' | 'pausing' | 'stopped'

/** What the connections of a server have in common. */
export interface IntakeDependencies {
  readonly turns: Turns
  readonly clock: Clock
  readonly limits: RateLimits
  readonly count: (name: string) => void
}

/**
 * Hands a peer's frames to its connection, a few at a time and no faster than its rate allows. What is too much stays where
 * it is: in the network, which makes the peer wait. In memory wait at most the frames of one read.
 */
export class Intake {
  readonly #webSocket: Pick<WebSocket, 'pause' | 'resume'>
  readonly #connection: Connection
  readonly #dependencies: IntakeDependencies
  readonly #rate: ReceiveRate
  #state: State = 'reading'
  /** Frames whose turn has not come, from {@link #next} on. */
  #waiting: Uint8Array[] | undefined
  #next = 0
  #waitingBytes = 0
  /** Messages taken in this turn. */
  #taken = 0
  #turnStartMs = 0
  #turnEndMs = 0
  #hasEnded = false

  constructor(
    webSocket: Pick<WebSocket, 'pause' | 'resume'>,
    connection: Connection,
    dependencies: IntakeDependencies,
  ) {
    this.#webSocket = webSocket
    this.#connection = connection
    this.#dependencies = dependencies
    this.#rate = new ReceiveRate(dependencies.clock, dependencies.limits)
  }

  /** What lies in memory until it is its turn, in bytes. */
  get heldBytes(): number {
    return this.#waitingBytes + this.#waitingFrames * OBJECT_BYTES
  }

  get #waitingFrames(): number {
    return this.#waiting ? this.#waiting.length - this.#next : 0
  }

  /** Takes a message. */
  receive(frame: Uint8Array): void {
    // Looked at once for all that is asked about one message: looks are dearer than what is done with them.
    const nowMs = this.#dependencies.clock.now()
    if (this.#state === 'reading' && this.#mayGoOn(nowMs)) {
      this.#take(frame, nowMs)
    } else if (this.#state === 'pausing') {
      this.#waiting ??= []
      this.#waiting.push(frame)
      this.#waitingBytes += frame.length
    }
  }

  /**
   * So many bytes have been read, and what was whole in them has been received.
   *
   * @param parts Frames among them that were no message and yet cost: pings, pongs, the parts of a message.
   */
  arrived(bytes: number, parts: number): void {
    const nowMs = this.#dependencies.clock.now()
    this.#rate.took(parts, bytes, nowMs)
    if (this.#state !== 'reading') return
    this.#taken = 0
    this.#mayGoOn(nowMs)
  }

  /** Reads nothing more. */
  stop(): void {
    this.#state = 'stopped'
    this.#webSocket.pause()
    this.#forget()
  }

  /** The transport is gone. What it had brought is still taken. */
  ended(): void {
    this.#hasEnded = true
    if (this.#state !== 'pausing') this.#connection.ended()
  }

  #take(frame: Uint8Array, startMs: number): void {
    if (startMs - this.#turnEndMs > GAP_MS) this.#turnStartMs = startMs
    this.#taken += 1
    this.#rate.took(1, 0, startMs)
    this.#connection.receive(frame)
    this.#turnEndMs = this.#dependencies.clock.now()
  }

  /** Whether the peer has had its share of this turn. */
  get #isTurnOver(): boolean {
    const { share } = this.#dependencies.turns
    const tookMs = this.#turnEndMs - this.#turnStartMs
    return this.#taken >= Math.max(1, TURN_MESSAGES * share) || tookMs >= TURN_MS * share
  }

  /** Whether another message may be taken now. If not, the peer is not read until it may. */
  #mayGoOn(nowMs: number): boolean {
    const verdict = this.#rate.judge(nowMs)
    switch (verdict.kind) {
      case 'within':
        if (!this.#isTurnOver) return true
        this.#pause(0)
        return false
      case 'over':
        this.#dependencies.count('rate-limited')
        this.#pause(verdict.waitMs)
        return false
      case 'over for too long':
        this.#connection.close(closeCodes.tooMany, 'more was sent for a long time than is allowed')
        this.stop()
        return false
      default:
        return verdict satisfies never
    }
  }

  #pause(forMs: number): void {
    const { clock, turns } = this.#dependencies
    this.#state = 'pausing'
    this.#webSocket.pause()
    if (forMs > 0) {
      clock.after(Math.min(forMs, LONGEST_PAUSE_MS), () => this.#goOn())
      return
    }
    turns.wait()
    clock.soon(() => {
      turns.begin()
      this.#goOn()
    })
  }

  #goOn(): void {
    if (this.#state !== 'pausing') return
    this.#state = 'reading'
    this.#taken = 0
    this.#turnStartMs = this.#turnEndMs
    this.#connection.heard()
    const { clock } = this.#dependencies
    while (this.#waitingFrames > 0) {
      const nowMs = clock.now()
      if (!this.#mayGoOn(nowMs)) return
      const frame = this.#waiting?.[this.#next] ?? new Uint8Array()
      this.#next += 1
      this.#waitingBytes -= frame.length
      this.#take(frame, nowMs)
    }
    this.#forget()
    if (this.#hasEnded) this.#connection.ended()
    else if (this.#mayGoOn(clock.now())) this.#webSocket.resume()
  }

  #forget(): void {
    this.#waiting = undefined
    this.#next = 0
    this.#waitingBytes = 0
  }
}
