interface Run {
  readonly clock: number
  readonly end: number
}

/** Up to which of one client's clocks all has come. What came behind a gap waits until the gap is filled. */
export class ClockReached {
  #clock: number
  #early: readonly Run[] = []

  /** @param clock What is there already. */
  constructor(clock: number) {
    this.#clock = clock
  }

  get clock(): number {
    return this.#clock
  }

  /** Takes a run of clocks. */
  add(clock: number, length: number): void {
    const end = clock + length
    if (clock > this.#clock) {
      this.#early = [...this.#early, { clock, end }].toSorted(
        (one, other) => one.clock - other.clock,
      )
      return
    }
    this.#clock = Math.max(this.#clock, end)
    if (this.#early.length === 0) return
    for (const early of this.#early) {
      if (early.clock <= this.#clock) this.#clock = Math.max(this.#clock, early.end)
    }
    this.#early = this.#early.filter((early) => early.clock > this.#clock)
  }
}
