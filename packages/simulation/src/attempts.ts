/** Within this time, in milliseconds … */
const WINDOW_MS = 30_000

/**
 * When a page has tried to connect with the server or the network against it: after an attempt without an answer, or
 * after the server itself had closed the connection, whatever it had answered before. What the application ended, or a
 * cut of the network, may be tried again at once.
 */
export class Attempts {
  #atMs: number[] = []
  #isRejected = false

  /** The application wants a connection. A provider begins anew with that, and at once. */
  wanted(): void {
    this.#atMs = []
    this.#isRejected = false
  }

  made(nowMs: number): void {
    this.#atMs = this.#atMs.filter((atMs) => atMs > nowMs - WINDOW_MS)
    if (this.#isRejected) this.#atMs.push(nowMs)
    // Until there is an answer.
    this.#isRejected = true
  }

  answered(): void {
    this.#isRejected = false
  }

  sentAway(): void {
    this.#isRejected = true
  }

  /** How many there were of late. */
  get count(): number {
    return this.#atMs.length
  }
}
