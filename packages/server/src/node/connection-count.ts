import type { Duplex } from 'node:stream'
import type { Limits } from '../core/limits.ts'

/** So much more than allowed is taken, to be told so in words; what comes on top of that is cut off at once. */
const LEAST_ROOM_FOR_REFUSALS = 16
const ROOM_FOR_REFUSALS = 1 / 8

type CountLimits = Pick<Limits, 'maxConnections' | 'maxConnectionsPerAddress'>

/** Of what there are too many. */
export type Excess = 'total' | 'address'

/** Counts connections from when they are taken until they are gone, in all and for each address. */
export class ConnectionCount {
  readonly #limits: CountLimits
  /** Each open connection with the address it counts for. */
  readonly #open = new Map<Duplex, string | undefined>()
  readonly #byAddress = new Map<string, number>()

  constructor(limits: CountLimits) {
    this.#limits = limits
  }

  /** How many there are. */
  get total(): number {
    return this.#open.size
  }

  /** How many addresses have connections. */
  get addresses(): number {
    return this.#byAddress.size
  }

  /**
   * Counts a connection until it closes. Once more with another address, it counts for that one from then on.
   *
   * @param address Undefined counts in the total alone.
   */
  enter(socket: Duplex, address: string | undefined): void {
    const isNew = !this.#open.has(socket)
    if (!isNew) this.#leave(this.#open.get(socket))
    // A socket that is gone already tells of it no more.
    if (socket.destroyed) {
      this.#open.delete(socket)
      return
    }
    this.#open.set(socket, address)
    if (address !== undefined) this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1)
    if (!isNew) return
    socket.once('close', () => {
      this.#leave(this.#open.get(socket))
      this.#open.delete(socket)
    })
  }

  /** Of what there are too many with this connection, if it is to be served. */
  excess(socket: Duplex): Excess | undefined {
    return this.#excess(socket, (limit) => limit)
  }

  /** Whether there are so many that this connection is not even worth an answer. */
  isFlooded(socket: Duplex): boolean {
    const withRoom = (limit: number) =>
      limit + Math.max(LEAST_ROOM_FOR_REFUSALS, Math.ceil(limit * ROOM_FOR_REFUSALS))
    return this.#excess(socket, withRoom) !== undefined
  }

  #excess(socket: Duplex, allowed: (limit: number) => number): Excess | undefined {
    const { maxConnections, maxConnectionsPerAddress } = this.#limits
    const address = this.#open.get(socket)
    const ofAddress = address === undefined ? 0 : (this.#byAddress.get(address) ?? 0)
    // Who has too many himself is told so, also when all others together are too many.
    if (ofAddress > allowed(maxConnectionsPerAddress)) return 'address'
    if (this.#open.size > allowed(maxConnections)) return 'total'
    return undefined
  }

  #leave(address: string | undefined): void {
    if (address === undefined) return
    const left = (this.#byAddress.get(address) ?? 0) - 1
    if (left > 0) this.#byAddress.set(address, left)
    else this.#byAddress.delete(address)
  }
}
