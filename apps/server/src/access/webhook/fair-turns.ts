interface Waiting {
  readonly begin: () => void
  readonly giveUp: (error: Error) => void
}

/**
 * Lets so many jobs run at a time. Those that wait are let in one of each party after the other, and where too many wait it
 * is the party with the most whose last one goes: who asks for a thousand things makes itself wait, and nobody else.
 */
export class FairTurns {
  readonly #maxAtOnce: number
  readonly #maxWaiting: number
  /** By party; the first is next. None is empty. */
  readonly #waiting = new Map<string, Waiting[]>()
  #waitingCount = 0
  #running = 0

  constructor(maxAtOnce: number, maxWaiting: number) {
    this.#maxAtOnce = maxAtOnce
    this.#maxWaiting = maxWaiting
  }

  /** @throws What the job throws, or an error when too many wait. */
  async take<T>(party: string, job: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#maxAtOnce) await this.#wait(party)
    else this.#running += 1
    try {
      return await job()
    } finally {
      // Whoever comes next takes this place, so that nobody who comes later slips in.
      const next = this.#next()
      if (next) next.begin()
      else this.#running -= 1
    }
  }

  #wait(party: string): Promise<void> {
    return new Promise((begin, giveUp) => {
      const others = this.#waiting.get(party) ?? []
      if (this.#waitingCount >= this.#maxWaiting && !this.#makeRoom(others.length))
        return giveUp(tooMany())
      others.push({ begin, giveUp })
      this.#waiting.set(party, others)
      this.#waitingCount += 1
    })
  }

  /** Sends the last of the largest party away, if that is larger than this. */
  #makeRoom(size: number): boolean {
    let largest: Waiting[] = []
    for (const each of this.#waiting.values()) if (each.length > largest.length) largest = each
    // One more of its own would make them equal.
    if (largest.length <= size + 1) return false
    largest.pop()?.giveUp(tooMany())
    this.#waitingCount -= 1
    return true
  }

  #next(): Waiting | undefined {
    for (const [party, waiting] of this.#waiting) {
      const first = waiting.shift()
      // Behind the others.
      this.#waiting.delete(party)
      if (waiting.length > 0) this.#waiting.set(party, waiting)
      this.#waitingCount -= 1
      return first
    }
    return undefined
  }
}

const tooMany = (): Error => new Error('too many questions are waiting')
