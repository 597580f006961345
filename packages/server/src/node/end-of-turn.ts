/** Somebody to whom several things may be said in one turn of the event loop. */
interface Flushable {
  flush(): void
}

/**
 * Flushes at the end of a turn of the event loop whoever had something said to it, before promises go on: one callback
 * for all.
 */
export class EndOfTurn {
  #due: Flushable[] = []

  /** Lets it be flushed before anything else happens. To be called once a turn. */
  flush(one: Flushable): void {
    if (this.#due.push(one) === 1) process.nextTick(() => this.#flushAll())
  }

  #flushAll(): void {
    const due = this.#due
    this.#due = []
    for (const one of due) one.flush()
  }
}
