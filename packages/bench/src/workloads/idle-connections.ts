import { Participant } from '../generator/participant.ts'
import { ShareOfCore } from '../measures/share-of-core.ts'
import { PinnedServer } from '../servers/pinned-server.ts'
import { SERVER_IDS } from '../servers/server-kind.ts'
import type { Workload } from './workload.ts'

const ROOM = 'idle'
/** These come first, so that what a server needs to run at all, and for its first peers, does not count. */
const FIRST = 500
const CONNECTIONS = 2_000

/** What a connection costs on which nothing is said. */
export const idleConnections: Workload = {
  id: 'idle-connections',
  title: '2,000 idle connections to a document',
  servers: SERVER_IDS,
  figures: [{ key: 'memory', label: 'server memory each', unit: 'KiB', digits: 1 }],
  targets: [{ figure: 'memory', atMost: 1.1, of: 'bare-ws' }],
  async measure(kind) {
    const server = await PinnedServer.start(kind)
    const generator = new ShareOfCore()
    const held: Participant[] = []
    const hold = async (count: number) => {
      for (let index = 0; index < count; index += 1) held.push(await Participant.join(server, ROOM))
      return server.heldKib()
    }
    try {
      const before = await hold(FIRST)
      const after = await hold(CONNECTIONS)
      const closed = held.filter(({ closedWith }) => closedWith !== undefined)
      return {
        values: { memory: (after - before) / CONNECTIONS },
        faults: closed.length > 0 ? [`${closed.length} connections were closed`] : [],
        generatorShare: generator.share,
      }
    } finally {
      for (const participant of held) participant.leave()
      await server.dispose()
    }
  },
}
