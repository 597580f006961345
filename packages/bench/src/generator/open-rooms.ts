import type { Histogram } from '../measures/histogram.ts'
import type { PinnedServer } from '../servers/pinned-server.ts'
import { LoadedRoom } from './room.ts'

/** Rooms that are alike. */
export interface RoomGroup {
  readonly rooms: number
  readonly peersEach: number
  /** How many of those in a room type and move their cursors. */
  readonly writersEach: number
  /** What each of them does. */
  readonly editsPerSecond: number
  readonly movesPerSecond?: number
  /** What is in each document before. */
  readonly base?: Uint8Array
}

/** So many rooms are opened at a time. */
const AT_A_TIME = 20
/** In so many rooms it is looked at what the server has kept. */
const LOOKED_AT = 5

/** Opens all rooms of a run, a few at a time, in the same order for every server. */
export async function openRooms(
  server: PinnedServer,
  groups: readonly RoomGroup[],
  seconds: number,
  latency: Histogram,
  cursorAge: Histogram,
): Promise<OpenRooms> {
  const opened: LoadedRoom[][] = []
  let index = 0
  for (const group of groups) {
    const rooms: LoadedRoom[] = []
    while (rooms.length < group.rooms) {
      const count = Math.min(AT_A_TIME, group.rooms - rooms.length)
      const plans = Array.from({ length: count }, () => planOf(group, index++, seconds))
      const together = plans.map((plan) => LoadedRoom.open(server, plan, latency, cursorAge))
      rooms.push(...(await Promise.all(together)))
    }
    opened.push(rooms)
  }
  return new OpenRooms(groups, opened)
}

function planOf(group: RoomGroup, index: number, seconds: number) {
  return {
    name: `room-${index}`,
    index,
    peers: group.peersEach,
    writers: group.writersEach,
    editsEach: Math.ceil(group.editsPerSecond * seconds),
    movesEach: Math.ceil((group.movesPerSecond ?? 0) * seconds),
    ...(group.base ? { base: group.base } : {}),
  }
}

/** The rooms of a run. A group's people are numbered through its rooms. */
export class OpenRooms {
  readonly all: readonly LoadedRoom[]
  readonly #groups: readonly RoomGroup[]
  readonly #rooms: readonly (readonly LoadedRoom[])[]

  constructor(groups: readonly RoomGroup[], rooms: readonly (readonly LoadedRoom[])[]) {
    this.#groups = groups
    this.#rooms = rooms
    this.all = rooms.flat()
  }

  edit(group: number, person: number, isMeasured: boolean): void {
    const writers = this.#groups[group]?.writersEach ?? 1
    this.#rooms[group]?.[Math.floor(person / writers)]?.edit(person % writers, isMeasured)
  }

  move(group: number, person: number, isMeasured: boolean): void {
    const writers = this.#groups[group]?.writersEach ?? 1
    this.#rooms[group]?.[Math.floor(person / writers)]?.move(person % writers, isMeasured)
  }

  get isComplete(): boolean {
    return this.all.every(({ isComplete }) => isComplete)
  }

  /** What has been so far, over all rooms. */
  counts(): { readonly edits: number; readonly deliveries: number; readonly bytes: number } {
    const sum = (of: (room: LoadedRoom) => number) =>
      this.all.reduce((total, room) => total + of(room), 0)
    return {
      edits: sum(({ edits }) => edits),
      deliveries: sum(({ deliveries }) => deliveries),
      bytes: sum(({ bytesRead }) => bytesRead),
    }
  }

  /** What went wrong in any of them. What a server keeps is looked at in the first ones. */
  async faults(): Promise<readonly string[]> {
    const faults = this.all.flatMap((room) => room.faults())
    // Who has not delivered what was typed may take minutes to tell somebody else of it.
    if (faults.length > 0) return faults
    for (const room of this.#rooms.flatMap((rooms) => rooms.slice(0, LOOKED_AT))) {
      if (!(await room.isKept())) faults.push(`${room.name}: the server tells another text`)
    }
    return faults
  }

  leave(): void {
    for (const room of this.all) room.leave()
  }
}
