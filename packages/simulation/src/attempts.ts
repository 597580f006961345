/** Within this time, in milliseconds … */
const WINDOW_MS = 30_000

/** When a page has tried to connect since it last succeeded. */
export class Attempts {
  #atMs: number[] = []

  made(nowMs: number): void {
    this.#atMs = [...this.#atMs.filter((atMs) => atMs > nowMs - WINDOW_MS), nowMs]
  }

  /** The server has answered: whatever comes now begins anew. */
  succeeded(): void {
    this.#atMs = []
  }

  /** How many there were of late, one upon the other. */
  get count(): number {
    return this.#atMs.length
  }
}
