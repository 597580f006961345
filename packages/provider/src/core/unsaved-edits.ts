import { ProtocolError } from '@weft/protocol'

/**
 * Counts the local edits that are not known to be on disk.
 *
 * The server confirms *messages*, by a count that starts anew with each connection. A message is confirmed for all edits
 * made before it was encoded, because the first counted one of a connection is a sync step 2. So what a dead connection
 * left open stays open until the next connection's step 2 is confirmed, and no confirmation of one connection can be
 * taken for another's.
 */
export class UnsavedEdits {
  #made: number
  #saved = 0
  /** For each message that is not confirmed, in order, how many edits had been made when it was encoded. */
  #unconfirmed: number[] = []
  #confirmed = 0

  /** @param made Edits made before counting began; what a document held from the start counts as one. */
  constructor(made: number) {
    this.#made = made
  }

  /** How many edits were made in all. */
  get made(): number {
    return this.#made
  }

  /** How many of them are known to be on disk: always the first so many. */
  get saved(): number {
    return this.#saved
  }

  get count(): number {
    return this.#made - this.#saved
  }

  add(): void {
    this.#made += 1
  }

  /** A connection began, and with it a new count. */
  beginConnection(): void {
    this.#unconfirmed = []
    this.#confirmed = 0
  }

  /** A sync step 2 or update message left that completes what the server has been sent of all edits made so far. */
  messageSent(): void {
    this.#unconfirmed.push(this.#made)
  }

  /**
   * The server has the connection's first `count` messages on disk.
   *
   * @throws {ProtocolError} When it confirms more messages than it was sent.
   */
  confirm(count: number): void {
    const messages = count - this.#confirmed
    if (messages > this.#unconfirmed.length) {
      throw new ProtocolError('BAD_NUMBER', 'more messages are saved than were sent')
    }
    // The server may say the same again; it never takes back.
    if (messages <= 0) return
    const covered = this.#unconfirmed.splice(0, messages)
    this.#confirmed = count
    this.#saved = covered.at(-1) ?? this.#saved
  }
}
