import { setTimeout as sleep } from 'node:timers/promises'
import { updateFrame } from '@weft/protocol'
import { paperOf, type Paper } from '../generator/paper.ts'
import { Participant } from '../generator/participant.ts'
import { WatchedDocument } from '../generator/watched-document.ts'
import { ShareOfCore } from '../measures/share-of-core.ts'
import { median } from '../measures/statistics.ts'
import { PinnedServer } from '../servers/pinned-server.ts'
import { KEEPERS } from '../servers/server-kind.ts'
import type { Figure, Workload } from './workload.ts'

const ROOM = 'storm'
const EDITS = 100_000
const CLIENTS = 1_000
const QUICK_CLIENTS = 300
const ALL_MS = 120_000

/** Everybody comes at once: to a document that is open, and after a restart with what they had. */
export const storms: Workload = {
  id: 'storms',
  title: titleFor(CLIENTS),
  titleFor: ({ isQuick }) => titleFor(isQuick ? QUICK_CLIENTS : CLIENTS),
  servers: KEEPERS,
  figures: [
    ...figuresOf('join', 'with nothing, to an open document'),
    ...figuresOf('back', 'back after a restart with most of it'),
    {
      key: 'memory',
      label: 'server memory at most beyond idle, both storms',
      unit: 'MiB',
      digits: 0,
    },
  ],
  targets: [],
  async measure(kind, { isQuick, trace }) {
    const paper = paperOf(trace, EDITS)
    const clients = isQuick ? QUICK_CLIENTS : CLIENTS
    const server = await PinnedServer.start(kind)
    const generator = new ShareOfCore()
    try {
      const resident = await Participant.join(server, ROOM)
      resident.write(resident.frame(updateFrame(paper.state)))
      const reader = await WatchedDocument.join(server, ROOM, paper.clientId)
      await reader.reaches(paper.clocks.at(-1) ?? 0, ALL_MS)
      await server.idle()
      const join = await storm(server, paper, clients)
      resident.leave()
      reader.participant.leave()
      // Time enough for all of them to have stored it.
      await sleep(STORED_MS)
      await server.stop()
      await server.start()
      const back = await storm(server, paper, clients, paper.knownStateVector)
      return {
        values: {
          joinP50: join.p50,
          joinLast: join.last,
          joinCpu: join.cpu,
          backP50: back.p50,
          backLast: back.last,
          backCpu: back.cpu,
          memory: Math.max(join.memory, back.memory),
        },
        faults: [...join.faults, ...back.faults],
        generatorShare: generator.share,
      }
    } finally {
      await server.dispose()
    }
  },
}

function figuresOf(key: string, who: string): readonly Figure[] {
  return [
    { key: `${key}P50`, label: `${who}: half are in after`, unit: 'ms', digits: 0 },
    { key: `${key}Last`, label: 'the last', unit: 'ms', digits: 0 },
    { key: `${key}Cpu`, label: 'server CPU each', unit: 'ms', digits: 2 },
  ]
}

function titleFor(clients: number): string {
  const number = (value: number) => value.toLocaleString('en-US')
  return `${number(clients)} people come at once to a document of ${number(EDITS)} edits`
}

const STORED_MS = 4_000
const SAMPLE_MS = 20

async function storm(
  server: PinnedServer,
  paper: Paper,
  clients: number,
  stateVector?: Uint8Array,
) {
  const idleKib = server.residentKib()
  const memory: number[] = []
  const sampling = setInterval(() => memory.push(server.residentKib()), SAMPLE_MS)
  const cpuBefore = server.cpuMs()
  const startMs = performance.now()
  const last = paper.clocks.at(-1) ?? 0
  const joiners = Array.from({ length: clients }, async () => {
    const joiner = await WatchedDocument.join(server, ROOM, paper.clientId, stateVector)
    const hasAll = await joiner.reaches(last, ALL_MS)
    return { joiner, hasAll, ms: performance.now() - startMs }
  })
  const came = await Promise.all(joiners)
  await server.idle()
  clearInterval(sampling)
  const cpu = (server.cpuMs() - cpuBefore) / clients
  for (const { joiner } of came) joiner.participant.leave()
  const times = came.map(({ ms }) => ms)
  const without = came.filter(({ hasAll }) => !hasAll).length
  return {
    p50: median(times),
    last: Math.max(...times),
    cpu,
    memory: (Math.max(...memory) - idleKib) / 1024,
    faults: without > 0 ? [`${without} of ${clients} were not told all of it`] : [],
  }
}
