interface Waiter {
  /** The edits that must be on disk: the first so many. */
  readonly made: number
  readonly resolve: () => void
  readonly reject: (reason: Error) => void
}

/** Those who wait for edits to be on disk. */
export class SaveWaiters {
  #waiters: Waiter[] = []

  /** Resolves once the first `made` edits are on disk; rejects once that can no longer be learnt. */
  wait(made: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ made, resolve, reject })
    })
  }

  /** The first `count` edits are on disk. */
  saved(count: number): void {
    const waiting = this.#waiters
    this.#waiters = waiting.filter(({ made }) => made > count)
    for (const { made, resolve } of waiting) if (made <= count) resolve()
  }

  fail(reason: Error): void {
    const waiting = this.#waiters
    this.#waiters = []
    for (const { reject } of waiting) reject(reason)
  }
}
