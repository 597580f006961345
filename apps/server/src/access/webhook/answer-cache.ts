/** What is kept for how long. */
export interface AnswerCacheOptions<T> {
  /** For how long an answer holds, in milliseconds; 0: only for those who ask while it is on its way. */
  readonly holdsForMs: (answer: T) => number
  /** How many are kept; the oldest go first. */
  readonly maxEntries: number
  /** How many are asked for at a time; others wait. */
  readonly maxAtOnce: number
  /** How many wait; more are refused. */
  readonly maxWaiting: number
  /** Monotonic, in milliseconds. */
  readonly now: () => number
}

interface Entry<T> {
  readonly answer: Promise<T>
  /** Infinite while it is on its way. */
  untilMs: number
}

/**
 * Answers that were asked for a moment ago, each asked for once, however many want it. A failure is told to all who waited for
 * it, and not kept.
 */
export class AnswerCache<T> {
  readonly #options: AnswerCacheOptions<T>
  #entries = new Map<string, Entry<T>>()
  #asking = 0
  readonly #waiting: (() => void)[] = []

  constructor(options: AnswerCacheOptions<T>) {
    this.#options = options
  }

  /** How many are kept or on their way. */
  get size(): number {
    return this.#entries.size
  }

  /** @throws What `ask` throws, or an error when too many wait already. */
  get(key: string, ask: () => Promise<T>): Promise<T> {
    const { now, maxEntries } = this.#options
    const known = this.#entries.get(key)
    if (known && known.untilMs > now()) return known.answer
    this.#entries.delete(key)
    const entry: Entry<T> = { answer: this.#inTurn(ask), untilMs: Number.POSITIVE_INFINITY }
    this.#entries.set(key, entry)
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= maxEntries) break
      this.#entries.delete(oldest)
    }
    this.#settle(key, entry)
    return entry.answer
  }

  /** Whoever asks from now on asks anew, also for what is on its way. */
  clear(): void {
    this.#entries = new Map()
  }

  #settle(key: string, entry: Entry<T>): void {
    const forget = (): void => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key)
    }
    entry.answer.then((answer) => {
      const { now, holdsForMs } = this.#options
      entry.untilMs = now() + holdsForMs(answer)
      if (entry.untilMs <= now()) forget()
    }, forget)
  }

  async #inTurn(ask: () => Promise<T>): Promise<T> {
    const { maxAtOnce, maxWaiting } = this.#options
    if (this.#asking >= maxAtOnce) {
      if (this.#waiting.length >= maxWaiting) throw new Error('too many questions are waiting')
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else {
      this.#asking += 1
    }
    try {
      return await ask()
    } finally {
      // Whoever comes next takes this place, so that nobody who comes later slips in.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#asking -= 1
    }
  }
}
