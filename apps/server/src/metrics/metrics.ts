import type { Authorize, Observe } from '@weft/server'
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { createAuthorizeMetrics } from './authorize-metrics.ts'
import { createCounterMetrics } from './counter-metrics.ts'
import { createMeasured } from './measured.ts'
import { createStatusMetrics, type Standing } from './status-metrics.ts'

/** How finely the event loop's delay is measured, in milliseconds; it costs a timer. */
const EVENT_LOOP_PRECISION_MS = 20

/** What is looked at each time that metrics are asked for. */
export interface Looked extends Standing {
  /** All that the server has counted, by name. */
  readonly counters: ReadonlyMap<string, number>
}

/**
 * What can be watched of a server, for Prometheus. No metric is told apart by document, peer or user: there are as many
 * series on the first day as after years.
 */
export class Metrics {
  readonly #registry = new Registry()
  readonly #measured = createMeasured(this.#registry)
  readonly #setCounters = createCounterMetrics(this.#registry)
  readonly #setStatus = createStatusMetrics(this.#registry)
  readonly #authorize = createAuthorizeMetrics(this.#registry)
  /** What was counted beside the server, by name. */
  readonly #counts = new Map<string, number>()

  constructor(version: string) {
    new Gauge({
      name: 'weft_build_info',
      help: 'Always 1; tells the version of Weft and of Node.',
      labelNames: ['version', 'node'],
      registers: [this.#registry],
    })
      .labels(version, process.version)
      .set(1)
    collectDefaultMetrics({
      register: this.#registry,
      eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION_MS,
    })
  }

  /** Takes what the server measures. */
  readonly observe: Observe = (measure, value) => this.#measured[measure](value)

  /** Counts what happens beside the server, under a name that a counter of it may have, too. */
  readonly count = (event: string): void => {
    this.#counts.set(event, (this.#counts.get(event) ?? 0) + 1)
  }

  /** The same way in, measured. @param mode Its name: one of a few. */
  watchAuthorize(mode: string, authorize: Authorize): Authorize {
    return this.#authorize(mode, authorize)
  }

  get type(): string {
    return this.#registry.contentType
  }

  /** All of it as Prometheus reads it. */
  async text({ counters, ...standing }: Looked): Promise<string> {
    const all = new Map(counters)
    for (const [event, count] of this.#counts) all.set(event, (all.get(event) ?? 0) + count)
    this.#setCounters(all)
    this.#setStatus(standing)
    return this.#registry.metrics()
  }

  /** What there is, for the guide and for those who check that nothing else is asked for. */
  async list(): Promise<readonly { name: string; help: string; type: string; labels: string[] }[]> {
    return (await this.#registry.getMetricsAsJSON()).map(({ name, help, type, values }) => ({
      name,
      help,
      type: String(type),
      labels: [...new Set(values.flatMap(({ labels }) => Object.keys(labels)))].filter(
        (label) => label !== 'le',
      ),
    }))
  }
}
