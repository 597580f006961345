import type { Peer } from '@weft/server/core'
import type { SimulatedProcess } from './simulated-process.ts'

/** A peer that a process which has died can do nothing to any more, though its code may still run to the end. */
export function containedPeer(process: SimulatedProcess, peer: Peer): Peer {
  const alive = (act: () => void) => {
    if (!process.isDead) act()
  }
  return {
    ...peer,
    send: (frames, prefix) => alive(() => peer.send(frames, prefix)),
    ping: () => alive(() => peer.ping()),
    close: (code, reason) => alive(() => peer.close(code, reason)),
    terminate: () => alive(() => peer.terminate()),
  }
}
