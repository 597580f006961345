import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** What went over WebSockets since the start, as the sockets themselves count it: nothing is added to what each frame costs. */
export class Traffic {
  readonly #open = new Set<Socket>()
  #receivedBytes = 0
  #sentBytes = 0

  /** Counts what goes over a connection, until {@link ended}. */
  began(socket: Duplex): void {
    if (socket instanceof Socket) this.#open.add(socket)
  }

  /** The connection has ended. */
  ended(socket: Duplex): void {
    if (!(socket instanceof Socket) || !this.#open.delete(socket)) return
    this.#receivedBytes += socket.bytesRead
    this.#sentBytes += socket.bytesWritten
  }

  /** In bytes, with the frames' own heads and the upgrade. */
  get received(): number {
    return [...this.#open].reduce((sum, { bytesRead }) => sum + bytesRead, this.#receivedBytes)
  }

  get sent(): number {
    return [...this.#open].reduce((sum, { bytesWritten }) => sum + bytesWritten, this.#sentBytes)
  }
}
