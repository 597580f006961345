import { audience, largeAudience } from './audience.ts'
import { busyRoom } from './busy-room.ts'
import { editsAndCursors } from './edits-and-cursors.ts'
import { fastCursors } from './fast-cursors.ts'
import { pairs } from './pairs.ts'
import { quietRoom } from './quiet-room.ts'
import { twentyRooms } from './twenty-rooms.ts'
import type { Workload } from './workload.ts'

/** All workloads, in the order of the table. */
export const workloads: readonly Workload[] = [
  busyRoom,
  quietRoom,
  editsAndCursors,
  fastCursors,
  twentyRooms,
  pairs,
  audience,
  largeAudience,
]
