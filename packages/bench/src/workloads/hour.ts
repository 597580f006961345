import { runTraffic } from '../generator/traffic.ts'
import { median } from '../measures/statistics.ts'
import { PinnedServer } from '../servers/pinned-server.ts'
import { KEEPERS } from '../servers/server-kind.ts'
import { realLife } from './real-life.ts'
import { sampleOf } from './traffic-workload.ts'
import type { Workload } from './workload.ts'

const PACE = 6
const MINUTES = 10
const QUICK_SECONDS = 45

/** Whether memory goes on growing while people go on typing. */
export const hour: Workload = {
  id: 'hour',
  title: `An hour of that in ${MINUTES} minutes`,
  titleFor: ({ isQuick }) =>
    isQuick ? `That, ${PACE} times as fast, for ${QUICK_SECONDS} s` : hour.title,
  servers: KEEPERS,
  figures: [
    { key: 'early', label: 'server memory, median of the second sixth', unit: 'MiB', digits: 0 },
    { key: 'late', label: 'server memory, median of the last sixth', unit: 'MiB', digits: 0 },
    { key: 'rise', label: 'the last sixth by the second', unit: '×', digits: 2 },
  ],
  targets: [],
  async measure(kind, { isQuick }) {
    const server = await PinnedServer.start(kind)
    try {
      const memory: number[] = []
      const result = await runTraffic(server, {
        groups: realLife(PACE),
        visitsPerSecond: PACE,
        warmUpSeconds: 5,
        seconds: isQuick ? QUICK_SECONDS : MINUTES * 60,
        onMemory: (kib) => memory.push(kib / 1024),
      })
      const { values: _, ...rest } = sampleOf(result)
      const sixth = Math.floor(memory.length / 6)
      const early = median(memory.slice(sixth, 2 * sixth))
      const late = median(memory.slice(-sixth))
      return { ...rest, values: { early, late, rise: late / early } }
    } finally {
      await server.dispose()
    }
  },
}
