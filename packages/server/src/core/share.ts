/** How many one peer may add when half of what there may be is there. */
const LAST_PART = 20

/**
 * One peer's part of something of which a document may have only so many. Half of it is for whoever comes first; of the
 * other half each peer gets a twentieth of all, so that none can use it up for the others.
 */
export class Share {
  readonly #max: number
  #taken = 0

  constructor(max: number) {
    this.#max = max
  }

  /** Takes so many, when there are `present` of them. False, and nothing is taken, if that is too many. */
  take(count: number, present: number): boolean {
    if (count === 0) return true
    const total = present + count
    if (total > this.#max) return false
    if (total > this.#max / 2 && this.#taken + count > this.#max / LAST_PART) return false
    if (total > this.#max / 2) this.#taken += count
    return true
  }
}
