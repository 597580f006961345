export type { Compactor } from './core/compaction.ts'
export type { PeerInspection, RoomInspection, ServerInspection } from './core/inspection.ts'
export { defaultLimits, type Limits } from './core/limits.ts'
export type { DisconnectCode, DisconnectOptions } from './core/operations.ts'
export type { LoadResult, Measure, Observe } from './core/measures.ts'
export {
  allowEveryone,
  type Action,
  type Authorization,
  type Authorize,
  type Changed,
  type Hooks,
  type Log,
  type LogEntry,
  type Requester,
  type Seed,
} from './core/ports.ts'
export type { ServerStatus } from './core/server-status.ts'
export type { UnsavedDocument } from './core/writer.ts'
export type { UpdateLimits } from './core/checked-update.ts'
export { checkLimits } from './node/check-options.ts'
export { countedAddress } from './node/client-address.ts'
export { connectionsWithin, descriptorLimit } from './node/descriptor-limit.ts'
export { isLoopback } from './node/loopback.ts'
export { createOriginCheck, type AllowedOrigins } from './node/origin.ts'
export type { CloseOptions, ServerOptions, WeftServer, WireTraffic } from './node/options.ts'
export {
  createTrustedProxies,
  PROXY_HEADERS,
  type ProxyHeader,
  type TrustedProxies,
} from './node/trusted-proxies.ts'
export type { Certificate } from './node/http-listener.ts'
export { createServer } from './node/server.ts'
export { WorkerCompactor, type WorkerCompactorOptions } from './node/worker-compactor.ts'
