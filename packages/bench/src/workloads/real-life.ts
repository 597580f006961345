import type { RoomGroup } from '../generator/open-rooms.ts'
import { runTraffic } from '../generator/traffic.ts'
import { PinnedServer } from '../servers/pinned-server.ts'
import { SERVER_IDS } from '../servers/servers.ts'
import { lengths, sampleOf, trafficFigures } from './traffic-workload.ts'
import type { Workload } from './workload.ts'

/** Many small rooms, a few hot ones, people who only read. `pace`: how much faster than life. */
export function realLife(pace: number): readonly RoomGroup[] {
  return [
    { rooms: 100, peersEach: 3, writersEach: 1, editsPerSecond: pace, movesPerSecond: pace },
    { rooms: 20, peersEach: 8, writersEach: 3, editsPerSecond: pace, movesPerSecond: 2 * pace },
    {
      rooms: 3,
      peersEach: 40,
      writersEach: 20,
      editsPerSecond: 2 * pace,
      movesPerSecond: 4 * pace,
    },
  ]
}

export const VISITS_PER_SECOND = 10

export const mixedLife: Workload = {
  id: 'real-life',
  title: '123 rooms, 580 people, most of whom read; ten a second come and go',
  servers: SERVER_IDS,
  figures: [
    trafficFigures.perDelivery,
    trafficFigures.p50,
    trafficFigures.p99,
    trafficFigures.cursorAge,
    trafficFigures.joinP99,
  ],
  targets: [],
  async measure(kind, { isQuick }) {
    const server = await PinnedServer.start(kind)
    try {
      const traffic = {
        groups: realLife(1),
        visitsPerSecond: VISITS_PER_SECOND,
        ...lengths(isQuick),
      }
      return sampleOf(await runTraffic(server, traffic))
    } finally {
      await server.dispose()
    }
  },
}
