import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

interface Connected {
  /** The stream below its WebSocket. */
  readonly socket: Duplex
}

/** What went over WebSockets since the start, as the sockets themselves count it: nothing is added to what each frame costs. */
export class Traffic {
  /** The connections that are open. */
  readonly #open: Iterable<Connected>
  #receivedBytes = 0
  #sentBytes = 0

  constructor(open: Iterable<Connected>) {
    this.#open = open
  }

  /** This connection is not among those that are open any more. */
  ended({ socket }: Connected): void {
    if (!(socket instanceof Socket)) return
    this.#receivedBytes += socket.bytesRead
    this.#sentBytes += socket.bytesWritten
  }

  /** In bytes, with the frames' own heads and the upgrade. */
  get received(): number {
    let bytes = this.#receivedBytes
    for (const { socket } of this.#open) if (socket instanceof Socket) bytes += socket.bytesRead
    return bytes
  }

  get sent(): number {
    let bytes = this.#sentBytes
    for (const { socket } of this.#open) if (socket instanceof Socket) bytes += socket.bytesWritten
    return bytes
  }
}
