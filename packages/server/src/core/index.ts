/**
 * The server without sockets, files and clocks: for those who bring their own, such as another transport or a
 * simulation.
 */
export type { Compactor } from './compaction.ts'
export type { PeerInspection, RoomInspection, ServerInspection } from './inspection.ts'
export type { LoadResult, Measure, Observe } from './measures.ts'
export { defaultLimits, type Limits } from './limits.ts'
export type { DisconnectCode, DisconnectOptions, Operations } from './operations.ts'
export {
  allowEveryone,
  type Action,
  type Authorization,
  type Authorize,
  type Cancel,
  type ChannelGate,
  type Changed,
  type Clock,
  type Excess,
  type Hooks,
  type Log,
  type LogEntry,
  type Peer,
  type Random,
  type Requester,
  type Seed,
} from './ports.ts'
export { requireUpdate } from './require-update.ts'
export type { ServerStatus } from './server-status.ts'
export type { Request, Session } from './session.ts'
export type { SharedConnection } from './shared-connection.ts'
export { buildSnapshot } from './snapshot.ts'
export type { UnsavedDocument } from './writer.ts'
export { SyncServer, type SyncServerDependencies } from './sync-server.ts'
