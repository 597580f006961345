import { Histogram } from 'prom-client'

interface QuickHistogramOptions {
  readonly name: string
  readonly help: string
  readonly buckets: readonly number[]
  readonly registers: ConstructorParameters<typeof Histogram>[0]['registers'] & {}
}

/**
 * A histogram without labels that takes a measurement in a few nanoseconds, where prom-client takes about a microsecond: one
 * for every tick of every room would be a tenth of what a small tick costs.
 */
export class QuickHistogram extends Histogram {
  readonly #options: QuickHistogramOptions
  readonly #bounds: readonly number[]
  /** How many fell into each bucket and no smaller one; the last is for what is over all bounds. */
  readonly #counts: Float64Array
  #sum = 0

  constructor(options: QuickHistogramOptions) {
    super({ ...options, buckets: [...options.buckets], registers: options.registers })
    this.#options = options
    this.#bounds = options.buckets
    this.#counts = new Float64Array(options.buckets.length + 1)
  }

  take(value: number): void {
    let bucket = 0
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] ?? 0)) bucket += 1
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#sum += value
  }

  /** What the registry asks when it writes text, and what `get` is made of. */
  async getForPromString() {
    const { name, help } = this.#options
    let count = 0
    const sharedLabels = {}
    const buckets = [...this.#counts].map((inBucket, index) => {
      count += inBucket
      const le = this.#bounds[index] ?? '+Inf'
      return { metricName: `${name}_bucket`, labels: { le }, sharedLabels, value: count }
    })
    const values = [
      ...buckets,
      { metricName: `${name}_sum`, labels: {}, sharedLabels, value: this.#sum },
      { metricName: `${name}_count`, labels: {}, sharedLabels, value: count },
    ]
    return { name, help, type: 'histogram', values, aggregator: 'sum' }
  }
}
