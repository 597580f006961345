import type { RoomGroup } from '../generator/open-rooms.ts'
import { runTraffic, type TrafficResult } from '../generator/traffic.ts'
import { PinnedServer } from '../servers/pinned-server.ts'
import { SERVER_IDS } from '../servers/server-kind.ts'
import type { Figure, Sample, Target, Workload } from './workload.ts'

/** All that can be read off people who type. */
export const trafficFigures = {
  perDelivery: {
    key: 'perDelivery',
    label: 'server CPU per delivery',
    unit: 'µs',
    digits: 2,
  },
  perEdit: { key: 'perEdit', label: 'server CPU per edit', unit: 'µs', digits: 1 },
  p50: { key: 'p50', label: 'edits’ way, p50', unit: 'ms', digits: 1 },
  p99: { key: 'p99', label: 'edits’ way, p99', unit: 'ms', digits: 1 },
  cursorAge: { key: 'cursorAge', label: 'cursors out of date, p99', unit: 'ms', digits: 0 },
  cursorMax: { key: 'cursorMax', label: 'cursors out of date, at most', unit: 'ms', digits: 0 },
  joinP99: { key: 'joinP99', label: 'visitors’ wait, p99', unit: 'ms', digits: 1 },
  sent: { key: 'sent', label: 'sent', unit: 'MiB/s', digits: 2 },
} as const satisfies Record<string, Figure>

type FigureName = keyof typeof trafficFigures

/** A workload that is nothing but people who type in rooms. */
export function trafficWorkload(spec: {
  readonly id: string
  readonly title: string
  readonly groups: readonly RoomGroup[]
  /** How many people a second come into one of the rooms, look for a while and leave. @default 0 */
  readonly visitsPerSecond?: number
  readonly figures: readonly FigureName[]
  readonly targets: readonly Target[]
}): Workload {
  return {
    id: spec.id,
    title: spec.title,
    servers: SERVER_IDS,
    figures: spec.figures.map((name) => trafficFigures[name]),
    targets: spec.targets,
    async measure(kind, { isQuick }) {
      const server = await PinnedServer.start(kind)
      try {
        const result = await runTraffic(server, { ...spec, ...lengths(isQuick) })
        return sampleOf(result)
      } finally {
        await server.dispose()
      }
    },
  }
}

/** How long people type before it is measured, so that hot code is compiled, and while it is. */
export function lengths(isQuick: boolean) {
  return isQuick ? { warmUpSeconds: 4, seconds: 4 } : { warmUpSeconds: 10, seconds: 10 }
}

/** What the table says of a run. */
export function sampleOf(result: TrafficResult): Sample {
  const { cpuMs, deliveries, edits, generatorShare, faults } = result
  const values: Record<FigureName, number> = {
    perDelivery: (cpuMs * 1_000) / deliveries,
    perEdit: (cpuMs * 1_000) / edits,
    joinP99: result.joinP99Ms,
    p50: result.p50Ms,
    p99: result.p99Ms,
    cursorAge: result.cursorP99Ms,
    cursorMax: result.cursorMaxMs,
    sent: result.sentMibPerSecond,
  }
  return { values, faults, generatorShare, generatorLateMs: result.lateP99Ms }
}
