import type { SizeLevel } from './document-size.ts'
import type { RoomInspection } from './inspection.ts'
import type { Member } from './member.ts'

/** What a room tells of itself. */
export interface RoomFigures {
  readonly members: Iterable<Member>
  readonly sizeBytes: number
  readonly sizeLevel: SizeLevel
  readonly pendingBytes: number
}

/** The part of a room's inspection that the room itself can tell. */
export function inspectFigures({ members, ...figures }: RoomFigures) {
  const seen = { peers: 0, writers: 0, behind: 0, unreadBytes: 0 }
  let slowest: number | undefined
  for (const { rights, outbox, session } of members) {
    seen.peers += 1
    if (rights.canWrite) seen.writers += 1
    if (outbox.isBehind) seen.behind += 1
    seen.unreadBytes += outbox.unreadBytes
    const { roundTripMs } = session
    if (roundTripMs !== undefined) slowest = Math.max(slowest ?? 0, roundTripMs)
  }
  return { ...seen, roundTripMs: slowest, ...figures } satisfies Partial<RoomInspection>
}

/** What there is to tell of a room that is not live. */
export const NO_FIGURES: RoomFigures = {
  members: [],
  sizeBytes: 0,
  sizeLevel: 'normal',
  pendingBytes: 0,
}
