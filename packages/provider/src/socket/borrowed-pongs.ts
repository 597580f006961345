import { messageType } from '@weft/protocol'
import type { Cancel, Clock } from '../core/ports.ts'
import type { ChannelSocket } from './channel-socket.ts'

export interface BorrowedPongsOptions {
  readonly clock: Clock
  /** The round trip of the connection's own last ping, in milliseconds; undefined before the first. */
  readonly latencyMs: () => number | undefined
  /** Whether the connection was asked for a sign of life and has not given one yet. */
  readonly isInDoubt: () => boolean
}

/**
 * Answers the channels' pings in the connection's place, each after the time that its own took last: fifty documents would
 * ask fifty times what one answer tells. While the connection is in doubt they wait.
 */
export class BorrowedPongs {
  readonly #options: BorrowedPongsOptions
  readonly #waiting = new Map<ChannelSocket, Cancel>()
  readonly #due = new Map<ChannelSocket, Uint8Array>()

  constructor(options: BorrowedPongsOptions) {
    this.#options = options
  }

  /** @param ping The frame that a channel was to send. */
  answer(channel: ChannelSocket, ping: Uint8Array): void {
    this.forget(channel)
    const pong = new Uint8Array(ping)
    pong[0] = messageType.pong
    const { clock, latencyMs } = this.#options
    const give = () => {
      this.#waiting.delete(channel)
      this.#due.set(channel, pong)
      this.heard()
    }
    this.#waiting.set(channel, clock.after(latencyMs() ?? 0, give))
  }

  /** Bytes came. */
  heard(): void {
    const { latencyMs, isInDoubt } = this.#options
    if (isInDoubt() || latencyMs() === undefined) return
    const due = [...this.#due]
    this.#due.clear()
    for (const [channel, pong] of due) channel.received(pong)
  }

  /** The channel has ended. */
  forget(channel: ChannelSocket): void {
    this.#waiting.get(channel)?.()
    this.#waiting.delete(channel)
    this.#due.delete(channel)
  }
}

export function isPing(frame: Uint8Array): boolean {
  return frame[0] === messageType.ping
}
