import { joined, many, type Kind } from '../peers.ts'
import { QuietServer, ticked } from '../quiet-server.ts'
import { typedFrames } from '../typist.ts'
import type { Prepared, Workload } from '../workload.ts'

interface Room {
  readonly writers: number
  readonly peers: number
  readonly kind: Kind
}

/** One tick in which each of the writers has typed a letter: everybody is told, and it is stored. */
export function editTick(name: string, room: Room): Workload {
  return { name, prepare: (rounds) => prepare(room, rounds) }
}

async function prepare({ writers, peers, kind }: Room, rounds: number): Promise<Prepared> {
  const server = new QuietServer()
  const sockets = await joined(server, 'room', many(peers, kind))
  const frames = typedFrames(writers, rounds)
  const deliveries = peers - (writers === 1 ? 1 : 0)
  const told = kind === 'provider' ? writers : 0
  let writes = 0
  return {
    async play(round) {
      const before = server.written.writes
      frames[round]?.forEach((frame, writer) => sockets[writer]?.hear(frame))
      await ticked()
      writes = server.written.writes - before
    },
    async end() {
      const expected = deliveries + told
      if (writes !== expected) throw new Error(`${writes} writes in place of ${expected}`)
      await server.close()
    },
  }
}
