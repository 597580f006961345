/** What went one way, since counting began. */
export interface Traffic {
  readonly messages: number
  readonly bytes: number
  /** Over the last few whole seconds. */
  readonly bytesPerSecond: number
}

/** Over how many seconds a rate is taken: long enough to be read, short enough to see something happen. */
const SECONDS = 3

/** Counts what goes one way. */
export class TrafficMeter {
  #messages = 0
  #bytes = 0
  /** The bytes of the seconds that still count and of the one that runs, by the second's number. */
  readonly #seconds = new Map<number, number>()

  count(bytes: number, nowMs: number): void {
    const second = Math.floor(nowMs / 1000)
    this.#messages += 1
    this.#bytes += bytes
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + bytes)
    for (const old of this.#seconds.keys()) if (old < second - SECONDS) this.#seconds.delete(old)
  }

  read(nowMs: number): Traffic {
    const second = Math.floor(nowMs / 1000)
    let recent = 0
    for (const [when, bytes] of this.#seconds) {
      if (when < second && when >= second - SECONDS) recent += bytes
    }
    const bytesPerSecond = Math.round(recent / SECONDS)
    return { messages: this.#messages, bytes: this.#bytes, bytesPerSecond }
  }
}
