import { FairTurns } from './fair-turns.ts'

/** What is kept for how long. */
export interface AnswerCacheOptions<T> {
  /** For how long an answer holds, in milliseconds; 0: only for those who ask while it is on its way. */
  readonly holdsForMs: (answer: T) => number
  /** How many are kept; the oldest go first. */
  readonly maxEntries: number
  /** How many are asked for at a time; others wait. */
  readonly maxAtOnce: number
  /** How many wait; of more, some of whoever asks the most are refused. */
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
  readonly #turns: FairTurns

  constructor(options: AnswerCacheOptions<T>) {
    this.#options = options
    this.#turns = new FairTurns(options.maxAtOnce, options.maxWaiting)
  }

  /** How many are kept or on their way. */
  get size(): number {
    return this.#entries.size
  }

  /**
   * @param party Who wants it: where many wait, each party has its turn.
   * @throws What `ask` throws, or an error when too many wait already.
   */
  get(key: string, ask: () => Promise<T>, party = ''): Promise<T> {
    const { now, maxEntries } = this.#options
    const known = this.#entries.get(key)
    if (known && known.untilMs > now()) return known.answer
    this.#entries.delete(key)
    const entry: Entry<T> = {
      answer: this.#turns.take(party, ask),
      untilMs: Number.POSITIVE_INFINITY,
    }
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
}
