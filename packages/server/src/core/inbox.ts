import type { Inbound } from './update-guard.ts'

/** No more than this many structs and deleted ranges may wait for a tick. */
const MOST_UNITS = 20_000

/** What peers have sent since the last tick. */
export class Inbox {
  #inbound: Inbound[] = []
  #units = 0

  get isEmpty(): boolean {
    return this.#inbound.length === 0
  }

  /**
   * Whether it must be emptied now. Parsed, an update takes many times its bytes: a thousand clients that come back send a
   * thousand large ones at once.
   */
  get isFull(): boolean {
    return this.#units > MOST_UNITS
  }

  add(inbound: Inbound): void {
    this.#inbound.push(inbound)
    this.#units += inbound.update.units
  }

  take(): Inbound[] {
    this.#units = 0
    return this.#inbound.splice(0)
  }
}
