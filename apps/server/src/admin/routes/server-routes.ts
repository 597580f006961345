import type { WeftServer } from '@weft/server'
import { totalsOf } from '../../unsaved-report.ts'
import type { AdminRoute } from '../admin-route.ts'

export interface ServerRouteDependencies {
  readonly server: WeftServer
  readonly version: string
  /** The data folder. */
  readonly data: string
}

/** The process as a whole. */
export function serverRoutes(dependencies: ServerRouteDependencies): readonly AdminRoute[] {
  return [
    {
      method: 'GET',
      path: '/api/server',
      about: 'version, uptime, peers, rooms, memory, and whether everything is saved',
      who: 'admin',
      answer: () => ({ json: describeServer(dependencies) }),
    },
  ]
}

function describeServer({ server, version, data }: ServerRouteDependencies) {
  const { rss, heapUsed } = process.memoryUsage()
  return {
    version,
    node: process.version,
    pid: process.pid,
    data,
    uptimeSeconds: Math.round(process.uptime()),
    peers: server.peers,
    rooms: server.rooms,
    isSaving: server.isSaving,
    unsaved: totalsOf(server.unsaved),
    memory: { residentBytes: rss, heapBytes: heapUsed },
  }
}
