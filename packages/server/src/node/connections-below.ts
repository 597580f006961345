import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'

/** Finds the connection that carries a TLS socket: Node tells of both, and not that they belong together. */
export class ConnectionsBelow {
  /** By both ends, which no other connection has as long as this one is open. */
  readonly #open = new Map<string, Socket>()

  add(socket: Socket): void {
    const ends = endsOf(socket)
    this.#open.set(ends, socket)
    socket.on('close', () => {
      if (this.#open.get(ends) === socket) this.#open.delete(ends)
    })
  }

  /** Ends them all, with what they carry. */
  destroyAll(): void {
    for (const socket of this.#open.values()) socket.destroy()
  }

  /** The connection below a socket; the socket itself where there is none. */
  of(socket: Duplex): Duplex {
    return (socket instanceof TLSSocket && this.#open.get(endsOf(socket))) || socket
  }
}

const endsOf = (socket: Socket): string =>
  [socket.remoteAddress, socket.remotePort, socket.localAddress, socket.localPort].join(' ')
