import { encodeAwareness, encodeMessage } from '@weft/protocol'
import { maskedFrame } from '../../generator/masked-frame.ts'
import { joined, many, type Kind } from '../peers.ts'
import { QuietServer, ticked } from '../quiet-server.ts'
import type { Prepared, Workload } from '../workload.ts'

/** One tick in which the caret of each peer has moved. */
export function caretTick(name: string, peers: number, kind: Kind): Workload {
  return { name, prepare: (rounds) => prepare(peers, kind, rounds) }
}

async function prepare(peers: number, kind: Kind, rounds: number): Promise<Prepared> {
  const server = new QuietServer()
  const sockets = await joined(server, 'room', many(peers, kind))
  const frames = Array.from({ length: rounds }, (_, round) =>
    sockets.map((_socket, peer) => caretFrame(peer, round)),
  )
  let writes = 0
  return {
    async play(round) {
      const before = server.written.writes
      frames[round]?.forEach((frame, peer) => sockets[peer]?.hear(frame))
      await ticked()
      writes = server.written.writes - before
    },
    async end() {
      if (writes !== peers) throw new Error(`${writes} writes in place of ${peers}`)
      await server.close()
    },
  }
}

/** As editors tell where a caret is. */
function caretFrame(peer: number, round: number): Uint8Array {
  const clientId = 3_000_000_000 + peer
  const place = { type: null, tname: 'text', item: { client: clientId, clock: round }, assoc: 0 }
  const state = JSON.stringify({
    user: { name: `Typist ${peer}`, color: '#30bced', colorLight: '#30bced33' },
    cursor: { anchor: place, head: place },
  })
  const awareness = encodeAwareness([{ clientId, clock: round + 1, state }])
  return maskedFrame(encodeMessage({ type: 'awareness', awareness }))
}
