import type { WeftServer } from '@weft/server'
import type { LogLevelSwitch } from '../../log/log-level-switch.ts'
import type { AdminRoute } from '../admin-route.ts'

export interface ServerRouteDependencies {
  readonly server: WeftServer
  readonly version: string
  readonly logLevel: LogLevelSwitch
  /** The data folder. */
  readonly data: string
}

/** The process as a whole. */
export function serverRoutes(dependencies: ServerRouteDependencies): readonly AdminRoute[] {
  return [
    {
      method: 'GET',
      path: '/api/server',
      about: 'version, uptime, peers, rooms, memory, and whether what people write gets to disk',
      who: 'admin',
      answer: () => ({ json: describeServer(dependencies) }),
    },
  ]
}

function describeServer({ server, version, data, logLevel }: ServerRouteDependencies) {
  const { rss, heapUsed } = process.memoryUsage()
  const { rooms, readOnlyDocuments: _named, ...told } = server.inspect()
  const sum = (of: (room: (typeof rooms)[number]) => number): number =>
    rooms.reduce((total, room) => total + of(room), 0)
  return {
    version,
    node: process.version,
    pid: process.pid,
    data,
    uptimeSeconds: Math.round(process.uptime()),
    ...told,
    lagMs: Math.round(told.lagMs),
    rooms: rooms.length,
    behind: sum(({ behind }) => behind),
    unreadBytes: sum(({ unreadBytes }) => unreadBytes),
    logLevel: logLevel.now,
    memory: { residentBytes: rss, heapBytes: heapUsed },
  }
}
