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

/**
 * Whose turn it is among the peers of a server. The more of them wait for theirs, the smaller is each one's share. There is
 * only one at a time, so what is known of a turn is kept here and not by each of thousands that say nothing.
 */
export class Turns {
  #waiting = 0
  /** Whose messages were taken last. As soon as it is another one's, others had their turn. */
  #owner: Intake | undefined
  /** Messages taken in this turn. */
  #taken = 0
  #startMs = 0
  #endMs = 0

  wait(): void {
    this.#waiting += 1
  }

  begin(): void {
    this.#waiting -= 1
  }

  /** A message of this peer is about to be taken. */
  takes(owner: Intake, nowMs: number): void {
    if (owner !== this.#owner) this.renew(owner)
    if (nowMs - this.#endMs > GAP_MS) this.#startMs = nowMs
    this.#endMs = nowMs
    this.#taken += 1
  }

  /** It has been taken. */
  took(nowMs: number): void {
    this.#endMs = nowMs
  }

  /** What comes now of this peer comes by another read. */
  reads(owner: Intake): void {
    if (owner === this.#owner) this.#taken = 0
  }

  /** A turn of this peer begins. */
  renew(owner: Intake): void {
    this.#owner = owner
    this.#taken = 0
    this.#startMs = this.#endMs
  }

  /** Whether this peer has had its share of a turn. */
  isOver(owner: Intake): boolean {
    if (owner !== this.#owner) return false
    const share = 1 / (this.#waiting + 1)
    const tookMs = this.#endMs - this.#startMs
    return this.#taken >= Math.max(1, TURN_MESSAGES * share) || tookMs >= TURN_MS * share
  }
}

/**
 * - `reading`: what comes is taken at once.
 * - `pausing`: the socket is not read, and what had been read waits.
 * - `stopped`: nothing more is read from this peer; it is being closed.
 */
type State = 'reading' | 'pausing' | 'stopped'

/** Frames whose turn has not come, from `next` on. */
interface Waiting {
  readonly frames: Uint8Array[]
  next: number
  bytes: number
}

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
  #waiting: Waiting | undefined
  #hasEnded = false

  constructor(
    webSocket: Pick<WebSocket, 'pause' | 'resume'>,
    connection: Connection,
    dependencies: IntakeDependencies,
  ) {
    this.#webSocket = webSocket
    this.#connection = connection
    this.#dependencies = dependencies
    this.#rate = new ReceiveRate(dependencies.limits)
  }

  /** What lies in memory until it is its turn, in bytes. */
  get heldBytes(): number {
    const waiting = this.#waiting
    return waiting ? waiting.bytes + (waiting.frames.length - waiting.next) * OBJECT_BYTES : 0
  }

  /** Takes a message. */
  receive(frame: Uint8Array): void {
    // Looked at once for all that is asked about one message: looks are dearer than what is done with them.
    const nowMs = this.#dependencies.clock.now()
    if (this.#state === 'reading' && this.#mayGoOn(nowMs)) {
      this.#take(frame, nowMs)
    } else if (this.#state === 'pausing') {
      this.#waiting ??= { frames: [], next: 0, bytes: 0 }
      this.#waiting.frames.push(frame)
      this.#waiting.bytes += frame.length
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
    this.#dependencies.turns.reads(this)
    this.#mayGoOn(nowMs)
  }

  /** Reads nothing more. */
  stop(): void {
    this.#state = 'stopped'
    this.#webSocket.pause()
    this.#waiting = undefined
  }

  /** The transport is gone. What it had brought is still taken. */
  ended(): void {
    this.#hasEnded = true
    if (this.#state !== 'pausing') this.#connection.ended()
  }

  #take(frame: Uint8Array, startMs: number): void {
    const { clock, turns } = this.#dependencies
    turns.takes(this, startMs)
    this.#rate.took(1, 0, startMs)
    this.#connection.receive(frame)
    turns.took(clock.now())
  }

  /** Whether another message may be taken now. If not, the peer is not read until it may. */
  #mayGoOn(nowMs: number): boolean {
    const verdict = this.#rate.judge(nowMs)
    switch (verdict.kind) {
      case 'within':
        if (!this.#dependencies.turns.isOver(this)) return true
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
    this.#dependencies.turns.renew(this)
    this.#connection.heard()
    const { clock } = this.#dependencies
    for (let waiting = this.#waiting; waiting && waiting.next < waiting.frames.length;) {
      const nowMs = clock.now()
      if (!this.#mayGoOn(nowMs)) return
      const frame = waiting.frames[waiting.next] ?? new Uint8Array()
      waiting.next += 1
      waiting.bytes -= frame.length
      this.#take(frame, nowMs)
      waiting = this.#waiting
    }
    this.#waiting = undefined
    if (this.#hasEnded) this.#connection.ended()
    else if (this.#mayGoOn(clock.now())) this.#webSocket.resume()
  }
}
