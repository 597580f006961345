/** Random numbers that a seed repeats (mulberry32). Not for secrets. */
export class SeededRandom {
  #state: number

  /** @param seed A whole number from 0 to 2^32 − 1. */
  constructor(seed: number) {
    if (seed >>> 0 !== seed) {
      throw new RangeError(`Cannot seed with ${seed}: use a whole number from 0 to 2^32 − 1`)
    }
    this.#state = seed
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    if (!Number.isSafeInteger(below) || below < 1) {
      throw new RangeError(`Cannot draw a whole number below ${below}: use a whole number from 1`)
    }
    return Math.floor(this.next() * below)
  }

  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('Cannot pick from nothing')
    return items[this.below(items.length)] as T
  }

  /** True as often as the probability says: never for 0, always for 1. */
  chance(probability: number): boolean {
    return this.next() < probability
  }
}
