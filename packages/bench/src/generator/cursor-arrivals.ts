import type { Histogram } from '../measures/histogram.ts'

/**
 * How old the cursors are that people see, in one room. A server may leave moves out as long as the newest comes. So what
 * counts is for how long what somebody saw had been out of date when it was replaced: the time since the first move after
 * it was made.
 */
export class CursorArrivals {
  readonly #senders: number
  readonly #firstClientId: number
  readonly #age: Histogram
  /** When each clock was announced, sender by sender; NaN where it is not measured. */
  readonly #sentAtMs: readonly number[][]
  /** For each receiver and sender, the clock that is shown; 0 for none. */
  readonly #shown: Uint32Array

  constructor(
    {
      senders,
      receivers,
      firstClientId,
    }: {
      readonly senders: number
      readonly receivers: number
      readonly firstClientId: number
    },
    age: Histogram,
  ) {
    this.#senders = senders
    this.#firstClientId = firstClientId
    this.#age = age
    this.#sentAtMs = Array.from({ length: senders }, () => [])
    this.#shown = new Uint32Array(senders * receivers)
  }

  /** Notes that a sender announces its next clock now, from 1 on. `isMeasured`: how old it gets to be counts. */
  sent(sender: number, nowMs: number, isMeasured: boolean): void {
    this.#sentAtMs[sender]?.push(isMeasured ? nowMs : Number.NaN)
  }

  arrived(receiver: number, client: number, clock: number, nowMs: number): void {
    const sender = client - this.#firstClientId
    if (sender < 0 || sender >= this.#senders || sender === receiver) return
    const at = receiver * this.#senders + sender
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
      const sender = at % this.#senders
      const receiver = (at - sender) / this.#senders
      return sender === receiver || clock === (this.#sentAtMs[sender]?.length ?? 0)
    })
  }
}
