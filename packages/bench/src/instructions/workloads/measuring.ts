import { Metrics } from '../../../../../apps/server/src/metrics/metrics.ts'
import type { Workload } from '../workload.ts'

/** What a tick and its write to disk add to the metrics. */
export const measureTick: Workload = {
  name: 'a tick’s measurements for Prometheus',
  prepare: () => {
    const metrics = new Metrics('1')
    return {
      play() {
        metrics.observe('updates', 3)
        metrics.observe('deliveries', 99)
        metrics.observe('tick-ms', 0.2)
        metrics.observe('append-ms', 0.5)
        metrics.observe('append-writes', 1)
        metrics.observe('append-bytes', 20)
        metrics.observe('saved-ms', 0.7)
      },
      async end() {
        const deliveries = (await metrics.list()).find(({ name }) => name.includes('deliveries'))
        if (!deliveries) throw new Error('Nothing was measured')
      },
    }
  },
}
