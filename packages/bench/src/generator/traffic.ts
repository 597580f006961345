import { Histogram } from '../measures/histogram.ts'
import { within } from '../measures/poll.ts'
import { ShareOfCore } from '../measures/share-of-core.ts'
import type { PinnedServer } from '../servers/pinned-server.ts'
import { play, type Track } from './play.ts'
import { openRooms, type OpenRooms, type RoomGroup } from './open-rooms.ts'
import { schedule } from './schedule.ts'
import { Visitors } from './visitors.ts'

/** People who type in rooms. */
export interface Traffic {
  readonly groups: readonly RoomGroup[]
  /** How many people a second come into one of the rooms, look for a while and leave. @default 0 */
  readonly visitsPerSecond?: number
  /** What is not measured at first, and what is, in seconds. */
  readonly warmUpSeconds: number
  readonly seconds: number
  /** Called about every second of what is measured, with the server's memory in KiB. */
  readonly onMemory?: (kib: number) => void
}

/** What a run of it showed. */
export interface TrafficResult {
  /** The server's, from the first measured edit until nothing is left to do. */
  readonly cpuMs: number
  /** How many edits were made, and how many arrivals of one that makes at those in its room who did not make it. */
  readonly edits: number
  readonly deliveries: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** How long a cursor that somebody saw had been out of date; NaN without cursors. */
  readonly cursorP99Ms: number
  readonly cursorMaxMs: number
  /** How long visitors waited for the document, at the 99th percentile; NaN without. */
  readonly joinP99Ms: number
  /** What the server sent, WebSocket's own bytes included, in MiB a second. */
  readonly sentMibPerSecond: number
  /** The generator's part of its core: near 1, it was the generator that was measured. */
  readonly generatorShare: number
  /** How late the generator was with what it sent, at the 99th percentile. */
  readonly lateP99Ms: number
  /** What did not arrive, was closed or was not kept, in words. */
  readonly faults: readonly string[]
}

const SEED = 20_261_122
/** How long everything may take to arrive after the last edit. */
const ARRIVAL_MS = 10_000

/** Lets people type at a server and looks at what arrives. */
export async function runTraffic(server: PinnedServer, traffic: Traffic): Promise<TrafficResult> {
  const { warmUpSeconds, seconds } = traffic
  const latency = new Histogram()
  const cursorAge = new Histogram()
  const late = new Histogram()
  const rooms = await openRooms(server, traffic.groups, warmUpSeconds + seconds, latency, cursorAge)
  const visitors = new Visitors(server, rooms.all)
  const phase = { isMeasured: false }
  const tracks = tracksOf(traffic, rooms, visitors, phase, server)
  await server.idle(5_000)
  const startMs = performance.now()
  await play(tracks, { startMs, from: 0, until: warmUpSeconds * 1_000 }, new Histogram())

  await server.startProfile()
  phase.isMeasured = true
  const cpuBefore = server.cpuMs()
  const before = rooms.counts()
  const generator = new ShareOfCore()
  const measuredFromMs = performance.now()
  const until = (warmUpSeconds + seconds) * 1_000
  await play(tracks, { startMs, from: warmUpSeconds * 1_000, until }, late)
  await visitors.gone()
  const isComplete = await within(ARRIVAL_MS, () => rooms.isComplete, 20)
  const tookMs = performance.now() - measuredFromMs
  const generatorShare = generator.share
  const after = rooms.counts()
  // What the server has put off is work of this run, too; who has collapsed has told enough.
  if (isComplete) await server.idle()
  const cpuMs = server.cpuMs() - cpuBefore
  await server.stopProfile()

  const faults = [...(await rooms.faults()), ...visitors.faults]
  rooms.leave()
  return {
    cpuMs,
    edits: after.edits - before.edits,
    deliveries: after.deliveries - before.deliveries,
    p50Ms: latency.quantile(0.5),
    p99Ms: latency.quantile(0.99),
    cursorP99Ms: cursorAge.quantile(0.99),
    cursorMaxMs: cursorAge.count > 0 ? cursorAge.max : Number.NaN,
    joinP99Ms: visitors.waited.quantile(0.99),
    sentMibPerSecond: (after.bytes - before.bytes) / 1_048_576 / (tookMs / 1_000),
    generatorShare,
    lateP99Ms: late.quantile(0.99),
    faults,
  }
}

/** Who acts when. From the same seed for every server. */
function tracksOf(
  traffic: Traffic,
  rooms: OpenRooms,
  visitors: Visitors,
  phase: { readonly isMeasured: boolean },
  server: PinnedServer,
): readonly Track[] {
  const seconds = traffic.warmUpSeconds + traffic.seconds
  const ofGroups = traffic.groups.flatMap((group, index): readonly Track[] => {
    const people = group.rooms * group.writersEach
    const { editsPerSecond, movesPerSecond = 0 } = group
    const seed = SEED + index * 2
    return [
      {
        events: schedule(people, editsPerSecond, seconds, seed),
        act: (person) => rooms.edit(index, person, phase.isMeasured),
      },
      {
        events: schedule(people, movesPerSecond, seconds, seed + 1),
        act: (person) => rooms.move(index, person, phase.isMeasured),
      },
    ]
  })
  const visits = {
    events: schedule(1, traffic.visitsPerSecond ?? 0, seconds, SEED - 1),
    act: () => visitors.come(phase.isMeasured),
  }
  const { onMemory } = traffic
  const looks = {
    events: schedule(1, onMemory ? 1 : 0, seconds, SEED - 2),
    act: () => {
      if (phase.isMeasured) onMemory?.(server.residentKib())
    },
  }
  return [...ofGroups, visits, looks]
}
