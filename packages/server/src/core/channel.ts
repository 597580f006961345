import { closeCodes, type CloseCode } from '@weft/protocol'
import type { Peer } from './ports.ts'
import type { Session } from './session.ts'
import type { SharedConnection } from './shared-connection.ts'
import type { ChannelQueue, SharedOutbox } from './shared-outbox.ts'

/** One document's part of a shared connection: to its session, a peer like any other. */
export class Channel implements Peer {
  readonly number: number
  readonly queue: ChannelQueue
  hasSpoken = false
  /** What was sent on it before it had joined, in bytes. */
  waitingBytes = 0
  readonly #connection: SharedConnection
  readonly #outbox: SharedOutbox
  #session: Session | undefined

  constructor(number: number, connection: SharedConnection, outbox: SharedOutbox) {
    this.number = number
    this.queue = outbox.open(number)
    this.#connection = connection
    this.#outbox = outbox
  }

  get session(): Session {
    if (!this.#session) throw new Error('The channel has no session yet')
    return this.#session
  }

  begin(session: Session): void {
    this.#session = session
  }

  send(frames: readonly Uint8Array[]): void {
    if (this.#connection.has(this)) this.#outbox.send(this.queue, frames)
  }

  bufferedBytes(): number {
    return this.#outbox.bufferedBytes(this.queue)
  }

  ping(): void {
    this.#connection.ping()
  }

  close(code: CloseCode, reason: string): void {
    this.#connection.end(this, code, reason)
  }

  // Of the document's other end only: the connection carries other documents, too.
  terminate(): void {
    this.#connection.end(this, closeCodes.resync, 'another connection took its place')
  }
}
