import type { Reach } from './checked-update.ts'

interface Waiting {
  /** The session's messages up to this one, counted from its hello. */
  count: number
  /** The room's write that must be on disk first. */
  write: number
  /** Set while the message waits for updates that it builds on. */
  missing: Reach | undefined
}

/**
 * Which of one session's messages are on disk. They are confirmed in order and as a count: a state vector would report a
 * lost deletion as saved.
 *
 * A message is confirmed when every write that the room had issued at its receipt is durable, and it is integrated in
 * whole; until then nothing after it is.
 */
export class Acknowledgements {
  #accepted = 0
  #confirmed = 0
  /** Undefined while nothing waits, as for most peers nearly always. */
  #waiting: Waiting[] | undefined

  /** How many messages are confirmed. */
  get confirmed(): number {
    return this.#confirmed
  }

  /** How many messages were taken and are not confirmed. */
  get unconfirmed(): number {
    return this.#accepted - this.#confirmed
  }

  /** Whether no message waits. */
  get isSettled(): boolean {
    return this.#waiting === undefined
  }

  /** How many messages wait for updates that they build on. */
  get incomplete(): number {
    return (this.#waiting ?? []).reduce((count, { missing }) => (missing ? count + 1 : count), 0)
  }

  /** Notes a message that was applied; `missing` if it is not integrated in whole. */
  accepted(write: number, missing: Waiting['missing']): void {
    this.#accepted += 1
    this.#waiting ??= []
    const last = this.#waiting.at(-1)
    // While storage fails a peer may say nothing new for hours; that must cost nothing.
    if (last && last.write === write && !last.missing && !missing) last.count = this.#accepted
    else this.#waiting.push({ count: this.#accepted, write, missing })
  }

  /** Looks again at what is incomplete, after the document has changed. `write`: the newest that the room has issued. */
  recheck(
    write: number,
    isIntegrated: (missing: NonNullable<Waiting['missing']>) => boolean,
  ): void {
    for (const waiting of this.#waiting ?? []) {
      if (!waiting.missing || !isIntegrated(waiting.missing)) continue
      waiting.missing = undefined
      // What completed it came with that write.
      waiting.write = write
    }
  }

  /** Returns whether more messages are confirmed now that all writes up to this one are on disk. */
  durable(write: number): boolean {
    let index = 0
    for (const { count, write: needed, missing } of this.#waiting ?? []) {
      if (missing || needed > write) break
      this.#confirmed = count
      index += 1
    }
    if (index === this.#waiting?.length) this.#waiting = undefined
    else this.#waiting?.splice(0, index)
    return index > 0
  }
}
