import { audience, largeAudience } from './audience.ts'
import { busyRoom } from './busy-room.ts'
import { editsAndCursors } from './edits-and-cursors.ts'
import { fastCursors } from './fast-cursors.ts'
import { growthOfDocument, growthOfDocuments, growthOfRoom } from './growth.ts'
import { hour } from './hour.ts'
import { idleConnections } from './idle-connections.ts'
import { idleDocuments } from './idle-documents.ts'
import { kill } from './kill.ts'
import { pairs } from './pairs.ts'
import { paper } from './paper.ts'
import { quietRoom } from './quiet-room.ts'
import { mixedLife } from './real-life.ts'
import { stalledReader } from './stalled-reader.ts'
import { storms } from './storms.ts'
import { twentyRooms } from './twenty-rooms.ts'
import type { Workload } from './workload.ts'

/** What is to be reached first, in the order of the table. */
export const mainWorkloads: readonly Workload[] = [
  busyRoom,
  quietRoom,
  editsAndCursors,
  fastCursors,
  twentyRooms,
  pairs,
  audience,
  idleConnections,
  paper,
  stalledReader,
  kill,
]

/** Those, and beyond. */
export const allWorkloads: readonly Workload[] = [
  ...mainWorkloads,
  largeAudience,
  mixedLife,
  storms,
  idleDocuments,
  hour,
  growthOfDocument,
  growthOfDocuments,
  growthOfRoom,
]
