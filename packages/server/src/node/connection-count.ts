import type { Duplex } from 'node:stream'
import type { Limits } from '../core/limits.ts'
import type { ChannelGate, Excess } from '../core/ports.ts'

/** So much more than allowed is taken, to be told so in words; what comes on top of that is cut off at once. */
const LEAST_ROOM_FOR_REFUSALS = 16
const ROOM_FOR_REFUSALS = 1 / 8
const MOST_ROOM_FOR_REFUSALS = 512

/** So many may be open where so many are allowed: those who are just being told that they are too many are among them. */
export function withRefusals(limit: number): number {
  const room = Math.min(MOST_ROOM_FOR_REFUSALS, Math.ceil(limit * ROOM_FOR_REFUSALS))
  return limit + Math.max(LEAST_ROOM_FOR_REFUSALS, room)
}

type CountLimits = Pick<
  Limits,
  'maxConnections' | 'maxConnectionsPerAddress' | 'maxChannelsInAll' | 'maxChannelsPerAddress'
>

/** Counts connections from when they are taken until they are gone, in all and for each address. */
export class ConnectionCount {
  readonly #limits: CountLimits
  /** Each open connection with the address it counts for. */
  readonly #open = new Map<Duplex, string | undefined>()
  /** Those of them that are only being told that they are too many. */
  readonly #refused = new Set<Duplex>()
  readonly #byAddress = new Map<string, number>()
  #channels = 0
  readonly #channelsByAddress = new Map<string, number>()

  /** One for all sockets: they are many. */
  readonly #onClose: (this: Duplex) => void

  constructor(limits: CountLimits) {
    this.#limits = limits
    const left = (socket: Duplex) => this.#left(socket)
    this.#onClose = function onClose() {
      left(this)
    }
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
    if (!isNew) add(this.#byAddress, this.#open.get(socket), -1)
    // A socket that is gone already tells of it no more.
    if (socket.destroyed) {
      this.#open.delete(socket)
      return
    }
    this.#open.set(socket, address)
    add(this.#byAddress, address, 1)
    if (!isNew) return
    socket.on('close', this.#onClose)
  }

  #left(socket: Duplex): void {
    add(this.#byAddress, this.#open.get(socket), -1)
    this.#open.delete(socket)
    this.#refused.delete(socket)
  }

  /** It is not served: of many that come at once, so many are left as are allowed. */
  refuse(socket: Duplex): void {
    if (this.#open.has(socket)) this.#refused.add(socket)
  }

  /** Counts the channels of a connection, in all and for the address that the connection counts for now. */
  channelsOf(socket: Duplex): ChannelGate {
    const { maxChannelsInAll, maxChannelsPerAddress } = this.#limits
    const address = this.#open.get(socket)
    return {
      enter: () => {
        const ofAddress = address === undefined ? 0 : (this.#channelsByAddress.get(address) ?? 0)
        if (ofAddress >= maxChannelsPerAddress) return 'address'
        if (this.#channels >= maxChannelsInAll) return 'total'
        this.#channels += 1
        add(this.#channelsByAddress, address, 1)
        return undefined
      },
      leave: () => {
        this.#channels -= 1
        add(this.#channelsByAddress, address, -1)
      },
    }
  }

  /** Of what there are too many with this connection, if it is to be served. */
  excess(socket: Duplex): Excess | undefined {
    return this.#excess(socket, (limit) => limit, this.#open.size - this.#refused.size)
  }

  /** Whether there are so many that this connection is not even worth an answer. */
  isFlooded(socket: Duplex): boolean {
    return this.#excess(socket, withRefusals, this.#open.size) !== undefined
  }

  #excess(socket: Duplex, allowed: (limit: number) => number, total: number): Excess | undefined {
    const { maxConnections, maxConnectionsPerAddress } = this.#limits
    const address = this.#open.get(socket)
    const ofAddress = address === undefined ? 0 : (this.#byAddress.get(address) ?? 0)
    // Who has too many himself is told so, also when all others together are too many.
    if (ofAddress > allowed(maxConnectionsPerAddress)) return 'address'
    if (total > allowed(maxConnections)) return 'total'
    return undefined
  }
}

function add(counts: Map<string, number>, address: string | undefined, more: number): void {
  if (address === undefined) return
  const count = (counts.get(address) ?? 0) + more
  if (count > 0) counts.set(address, count)
  else counts.delete(address)
}
