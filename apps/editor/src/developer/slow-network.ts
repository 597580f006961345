import type { WebSocketConstructor, WebSocketLike } from '@weft/provider'
import type { Clock } from '../collaboration/clock.ts'

export interface SlowNetworkOptions {
  /** How long each frame takes in each direction, in milliseconds. */
  readonly delayMs: number
  /** How much longer or shorter it takes at most. */
  readonly jitterMs: number
  readonly clock: Clock
  /** Draws a number in [0, 1). */
  readonly random: () => number
}

/**
 * Sockets over a network far away: what goes over them, opening and closing included, arrives late and in order.
 *
 * @param Real What opens the sockets underneath.
 */
export function slowSockets(
  Real: WebSocketConstructor,
  options: SlowNetworkOptions,
): WebSocketConstructor {
  return class SlowSocket implements WebSocketLike {
    onopen: WebSocketLike['onopen'] = null
    onmessage: WebSocketLike['onmessage'] = null
    onerror: WebSocketLike['onerror'] = null
    onclose: WebSocketLike['onclose'] = null
    readyState = 0
    readonly #socket: WebSocketLike
    readonly #there = new Lane(options)
    readonly #back = new Lane(options)

    constructor(url: string, protocols?: string[]) {
      const socket = new Real(url, protocols)
      this.#socket = socket
      socket.onopen = (event) =>
        this.#back.carry(() => {
          if (this.readyState === 0) this.readyState = 1
          this.onopen?.(event)
        })
      socket.onmessage = (event) => this.#back.carry(() => this.onmessage?.(event))
      socket.onerror = (event) => this.#back.carry(() => this.onerror?.(event))
      socket.onclose = (event) =>
        this.#back.carry(() => {
          this.readyState = 3
          this.onclose?.(event)
        })
    }

    get binaryType(): string {
      return this.#socket.binaryType
    }

    set binaryType(type: string) {
      this.#socket.binaryType = type
    }

    get bufferedAmount(): number {
      return this.#socket.bufferedAmount
    }

    send(data: Uint8Array<ArrayBuffer>): void {
      // A copy, because whoever sends may use the bytes again.
      const frame = data.slice()
      this.#there.carry(() => {
        if (this.#socket.readyState === 1) this.#socket.send(frame)
      })
    }

    close(code?: number, reason?: string): void {
      if (this.readyState < 2) this.readyState = 2
      this.#there.carry(() => this.#socket.close(code, reason))
    }
  }
}

/** One direction. What sets out first arrives first, however long each takes. */
class Lane {
  readonly #options: SlowNetworkOptions
  readonly #cargo: (() => void)[] = []
  #lastAtMs = 0

  constructor(options: SlowNetworkOptions) {
    this.#options = options
  }

  carry(arrive: () => void): void {
    const { clock, random, delayMs, jitterMs } = this.#options
    const nowMs = clock.now()
    const takesMs = delayMs + (2 * random() - 1) * jitterMs
    this.#lastAtMs = Math.max(this.#lastAtMs, nowMs + takesMs)
    this.#cargo.push(arrive)
    // Timers that are due together may fire in any order, so each takes what has waited longest.
    clock.after(this.#lastAtMs - nowMs, () => this.#cargo.shift()?.())
  }
}
