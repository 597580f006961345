/** Up to here each bucket is this wide; beyond, it grows by a hundredth. */
const WIDTH_MS = 0.05
const LINEAR_BUCKETS = 2_000
const LINEAR_MS = WIDTH_MS * LINEAR_BUCKETS
const GROWTH = Math.log(1.01)
const BUCKETS = 3_000

/** Times in milliseconds, counted in buckets: what it tells is at most a hundredth, or 0.05 ms, too high. */
export class Histogram {
  readonly #counts = new Float64Array(BUCKETS)
  #count = 0
  #max = 0

  get count(): number {
    return this.#count
  }

  get max(): number {
    return this.#max
  }

  add(ms: number): void {
    this.#count += 1
    if (ms > this.#max) this.#max = ms
    const bucket =
      ms < LINEAR_MS
        ? Math.max(0, Math.floor(ms / WIDTH_MS))
        : LINEAR_BUCKETS + Math.floor(Math.log(ms / LINEAR_MS) / GROWTH)
    const at = Math.min(bucket, BUCKETS - 1)
    this.#counts[at] = (this.#counts[at] ?? 0) + 1
  }

  /**
   * The time that such a part of all were not longer than.
   *
   * @param part From 0 to 1, e.g. 0.99.
   * @returns NaN if there were none.
   */
  quantile(part: number): number {
    if (this.#count === 0) return Number.NaN
    const wanted = Math.max(1, Math.ceil(part * this.#count))
    let seen = 0
    for (const [bucket, count] of this.#counts.entries()) {
      seen += count
      if (seen < wanted) continue
      return bucket === BUCKETS - 1 ? this.#max : Math.min(this.#max, upperEnd(bucket))
    }
    return this.#max
  }
}

function upperEnd(bucket: number): number {
  if (bucket < LINEAR_BUCKETS) return (bucket + 1) * WIDTH_MS
  return LINEAR_MS * Math.exp((bucket - LINEAR_BUCKETS + 1) * GROWTH)
}
