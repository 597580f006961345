import type { Histogram } from '../measures/histogram.ts'
import { senderFor, type RoomMembers } from './room-members.ts'

/**
 * How old the cursors are that people see, in one room. A server may leave moves out as long as the newest comes. So what
 * counts is for how long what somebody saw had been out of date when it was replaced: the time since the first move after
 * it was made.
 */
export class CursorArrivals {
  readonly #members: RoomMembers
  readonly #age: Histogram
  /** When each clock was announced, sender by sender; NaN where it is not measured. */
  readonly #sentAtMs: readonly number[][]
  /** For each receiver and sender, the clock that is shown; 0 for none. */
  readonly #shown: Uint32Array

  constructor(members: RoomMembers, age: Histogram) {
    this.#members = members
    this.#age = age
    this.#sentAtMs = Array.from({ length: members.senders }, () => [])
    this.#shown = new Uint32Array(members.senders * members.receivers)
  }

  /** Notes that a sender announces its next clock now, from 1 on. `isMeasured`: how old it gets to be counts. */
  sent(sender: number, nowMs: number, isMeasured: boolean): void {
    this.#sentAtMs[sender]?.push(isMeasured ? nowMs : Number.NaN)
  }

  arrived(receiver: number, client: number, clock: number, nowMs: number): void {
    const sender = senderFor(this.#members, receiver, client)
    if (sender === undefined) return
    const at = receiver * this.#members.senders + sender
    const shown = this.#shown[at] ?? 0
    if (clock <= shown) return
    this.#shown[at] = clock
    // The move after the one that was shown has clock `shown + 1`, and clock 1 is the first in the list.
    const outdatedSinceMs = this.#sentAtMs[sender]?.[shown] ?? Number.NaN
    // Not measured is not a number, and compares as false.
    if (shown > 0 && outdatedSinceMs <= nowMs) this.#age.add(nowMs - outdatedSinceMs)
  }

  /** Whether everybody sees everybody's last place. */
  get isComplete(): boolean {
    return this.#shown.every((clock, at) => {
      const sender = at % this.#members.senders
      const receiver = (at - sender) / this.#members.senders
      return sender === receiver || clock === (this.#sentAtMs[sender]?.length ?? 0)
    })
  }
}
