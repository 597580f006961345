import type { RoomGroup } from '../generator/open-rooms.ts'
import { paperOf } from '../generator/paper.ts'
import { runTraffic } from '../generator/traffic.ts'
import { PinnedServer } from '../servers/pinned-server.ts'
import { KEEPERS, SERVER_IDS, type ServerId } from '../servers/server-kind.ts'
import { lengths, sampleOf } from './traffic-workload.ts'
import type { Target, Workload } from './workload.ts'

/** A workload at several sizes, each at a server of its own; with --quick without the largest. */
function growth(spec: {
  readonly id: string
  readonly title: string
  readonly across: string
  readonly cost: 'perEdit' | 'perDelivery'
  readonly sizes: readonly number[]
  readonly servers: readonly ServerId[]
  readonly targets: readonly Target[]
  readonly group: (size: number) => RoomGroup
}): Workload {
  const keyOf = (size: number) => `at-${size}`
  return {
    id: spec.id,
    title: spec.title,
    servers: spec.servers,
    figures: [
      ...spec.sizes.map((size) => ({
        key: keyOf(size),
        label: `${size.toLocaleString('en-US')} ${spec.across}`,
        unit: 'µs',
        digits: 2,
      })),
      { key: 'rise', label: 'the last by the first', unit: '×', digits: 2 },
    ],
    targets: spec.targets,
    curve: {
      file: `${spec.id}.svg`,
      title: spec.title,
      across: spec.across,
      points: spec.sizes.map((at) => ({ at, figure: keyOf(at) })),
    },
    async measure(kind, { isQuick }) {
      const values: Record<string, number> = {}
      const faults: string[] = []
      let generatorShare = 0
      let generatorLateMs = 0
      for (const size of isQuick ? spec.sizes.slice(0, -1) : spec.sizes) {
        const server = await PinnedServer.start(kind)
        try {
          const traffic = { groups: [spec.group(size)], ...lengths(isQuick) }
          const sample = sampleOf(await runTraffic(server, traffic))
          values[keyOf(size)] = sample.values[spec.cost] ?? Number.NaN
          faults.push(...sample.faults.map((fault) => `${size}: ${fault}`))
          generatorShare = Math.max(generatorShare, sample.generatorShare)
          generatorLateMs = Math.max(generatorLateMs, sample.generatorLateMs ?? 0)
        } finally {
          await server.dispose()
        }
      }
      const costs = spec.sizes.flatMap((size) => values[keyOf(size)] ?? [])
      values['rise'] = (costs.at(-1) ?? Number.NaN) / (costs[0] ?? Number.NaN)
      return { values, faults, generatorShare, generatorLateMs }
    },
  }
}

export const growthOfDocument: Workload = growth({
  id: 'growth-edits',
  title: 'Server CPU per edit, in a document that has seen so many',
  across: 'edits in the document',
  cost: 'perEdit',
  sizes: [1_000, 10_000, 100_000, 1_000_000],
  servers: KEEPERS,
  targets: [{ figure: 'rise', atMost: 1.3 }],
  group: (size) => ({
    rooms: 1,
    peersEach: 10,
    writersEach: 10,
    editsPerSecond: 10,
    base: paperOf(undefined, size).state,
  }),
})

/** The same work in all, over ever more documents. */
const EDITS_PER_SECOND = 200

export const growthOfDocuments: Workload = growth({
  id: 'growth-documents',
  title: 'Server CPU per edit, with so many documents open',
  across: 'documents',
  cost: 'perEdit',
  sizes: [10, 100, 1_000, 10_000],
  servers: KEEPERS,
  targets: [],
  group: (size) => ({
    rooms: size,
    // One in each: two would be more connections than a process may have here.
    peersEach: 1,
    writersEach: 1,
    editsPerSecond: EDITS_PER_SECOND / size,
  }),
})

export const growthOfRoom: Workload = growth({
  id: 'growth-peers',
  title: 'Server CPU per delivery, with so many people in a room and one who types',
  across: 'people',
  cost: 'perDelivery',
  sizes: [10, 100, 1_000, 5_000],
  servers: SERVER_IDS,
  targets: [],
  group: (size) => ({ rooms: 1, peersEach: size, writersEach: 1, editsPerSecond: 10 }),
})
