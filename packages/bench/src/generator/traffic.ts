import { setTimeout as sleep } from 'node:timers/promises'
import { Histogram } from '../measures/histogram.ts'
import { within } from '../measures/poll.ts'
import { ShareOfCore } from '../measures/share-of-core.ts'
import type { ServerProcess } from '../servers/server-process.ts'
import { LoadedRoom } from './room.ts'
import { schedule, type Schedule } from './schedule.ts'

/** People who type in rooms, all at the same pace. */
export interface Traffic {
  readonly rooms: number
  readonly peersEach: number
  /** How many of those in a room type. */
  readonly writersEach: number
  readonly editsPerSecond: number
  readonly movesPerSecond?: number
  /** What is not measured at first, and what is, in seconds. */
  readonly warmUpSeconds: number
  readonly seconds: number
  /** What is in each document before. */
  readonly base?: Uint8Array
}

/** What a run of it showed. */
export interface TrafficResult {
  /** The server's, from the first measured edit until nothing is left to do. */
  readonly cpuMs: number
  readonly edits: number
  /** Edits times those in the room who did not make them. */
  readonly deliveries: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** How long a cursor that somebody saw had been out of date; NaN without cursors. */
  readonly cursorP99Ms: number
  readonly cursorMaxMs: number
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
const ARRIVAL_MS = 20_000

/** Lets people type at a server and looks at what arrives. */
export async function runTraffic(server: ServerProcess, traffic: Traffic): Promise<TrafficResult> {
  const latency = new Histogram()
  const cursorAge = new Histogram()
  const late = new Histogram()
  const rooms = await openRooms(server, traffic, latency, cursorAge)
  await server.idle(5_000)
  const totalSeconds = traffic.warmUpSeconds + traffic.seconds
  const people = traffic.rooms * traffic.writersEach
  const edits = schedule(people, traffic.editsPerSecond, totalSeconds, SEED)
  const moves = schedule(people, traffic.movesPerSecond ?? 0, totalSeconds, SEED + 1)
  const play = (from: number, until: number, isMeasured: boolean, startMs: number) =>
    playTogether(
      [
        {
          events: edits,
          act: (person) =>
            roomOf(rooms, person, traffic)?.edit(indexOf(person, traffic), isMeasured),
        },
        {
          events: moves,
          act: (person) => roomOf(rooms, person, traffic)?.move(indexOf(person, traffic)),
        },
      ],
      { startMs, from: from * 1_000, until: until * 1_000 },
      late,
    )
  const startMs = performance.now()
  await play(0, traffic.warmUpSeconds, false, startMs)
  // Between the two everything that was sent is on its way: what the server does for it moves from one to the other.
  const cpuBefore = server.cpuMs()
  const bytesBefore = bytesRead(rooms)
  const deliveriesBefore = deliveriesIn(rooms)
  const generator = new ShareOfCore()
  const measuredMs = performance.now()
  await play(traffic.warmUpSeconds, totalSeconds, true, startMs)
  await within(ARRIVAL_MS, () => rooms.every(({ isComplete }) => isComplete), 20)
  const tookMs = performance.now() - measuredMs
  const generatorShare = generator.share
  const sentBytes = bytesRead(rooms) - bytesBefore
  const deliveries = deliveriesIn(rooms) - deliveriesBefore
  await server.idle()
  const cpuMs = server.cpuMs() - cpuBefore
  const faults = rooms.flatMap((room) => room.faults())
  const [first] = rooms
  if (first !== undefined && !(await first.isKept())) {
    faults.push('the server tells another text than was typed')
  }
  for (const room of rooms) room.leave()
  return {
    cpuMs,
    edits: deliveries / (traffic.peersEach - 1),
    deliveries,
    p50Ms: latency.quantile(0.5),
    p99Ms: latency.quantile(0.99),
    cursorP99Ms: cursorAge.quantile(0.99),
    cursorMaxMs: cursorAge.count > 0 ? cursorAge.max : Number.NaN,
    sentMibPerSecond: sentBytes / 1_048_576 / (tookMs / 1_000),
    generatorShare,
    lateP99Ms: late.quantile(0.99),
    faults,
  }
}

async function openRooms(
  server: ServerProcess,
  traffic: Traffic,
  latency: Histogram,
  cursorAge: Histogram,
): Promise<readonly LoadedRoom[]> {
  const seconds = traffic.warmUpSeconds + traffic.seconds
  const rooms: LoadedRoom[] = []
  for (let index = 0; index < traffic.rooms; index += 1) {
    const plan = {
      name: `room-${index}`,
      index,
      peers: traffic.peersEach,
      writers: traffic.writersEach,
      editsEach: Math.ceil(traffic.editsPerSecond * seconds),
      movesEach: Math.ceil((traffic.movesPerSecond ?? 0) * seconds),
      ...(traffic.base ? { base: traffic.base } : {}),
    }
    rooms.push(await LoadedRoom.open(server, plan, latency, cursorAge))
  }
  return rooms
}

interface Track {
  readonly events: Schedule
  readonly act: (actor: number) => void
}

/** Plays the part of the tracks that lies between two times, when it is due or as soon after as can be. */
async function playTogether(
  tracks: readonly Track[],
  {
    startMs,
    from,
    until,
  }: { readonly startMs: number; readonly from: number; readonly until: number },
  late: Histogram,
): Promise<void> {
  const next = tracks.map(({ events }) => events.atMs.findIndex((at) => at >= from))
  for (;;) {
    const nowMs = performance.now() - startMs
    for (const [index, { events, act }] of tracks.entries()) {
      let at = next[index] ?? -1
      if (at < 0) continue
      for (;;) {
        const dueMs = events.atMs[at] ?? Number.POSITIVE_INFINITY
        if (dueMs > nowMs || dueMs >= until) break
        late.add(nowMs - dueMs)
        act(events.actor[at] ?? 0)
        at += 1
      }
      next[index] = at
    }
    if (nowMs >= until) return
    await sleep(1)
  }
}

function roomOf(rooms: readonly LoadedRoom[], person: number, { writersEach }: Traffic) {
  return rooms[Math.floor(person / writersEach)]
}

function indexOf(person: number, { writersEach }: Traffic): number {
  return person % writersEach
}

function bytesRead(rooms: readonly LoadedRoom[]): number {
  return rooms
    .flatMap(({ participants }) => participants)
    .reduce((sum, participant) => sum + participant.bytesRead, 0)
}

function deliveriesIn(rooms: readonly LoadedRoom[]): number {
  return rooms.reduce((sum, room) => sum + room.deliveries, 0)
}
