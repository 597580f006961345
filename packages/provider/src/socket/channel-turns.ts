import { inChannel } from '@weft/protocol'
import type { Cancel, Clock, Socket } from '../core/ports.ts'
import type { ChannelSocket } from './channel-socket.ts'

/** As long as the WebSocket holds less than this, it is handed more, in bytes. What it holds, no other frame can overtake. */
const WINDOW_BYTES = 256 * 1024
/** How often it is looked at when it holds more: a browser does not tell when it has sent something, in milliseconds. */
const LOOK_MS = 20

/**
 * Lets channels take turns when one has more to send than the network takes, so that an edit in one document does not wait
 * for a picture in another.
 */
export class ChannelTurns {
  readonly #clock: Clock
  readonly #socket: Pick<Socket, 'send'>
  readonly #bufferedBytes: () => number
  readonly #waiting = new Set<ChannelSocket>()
  #cancel: Cancel | undefined

  /** @param bufferedBytes What the WebSocket has not sent yet, in bytes. */
  constructor(clock: Clock, socket: Pick<Socket, 'send'>, bufferedBytes: () => number) {
    this.#clock = clock
    this.#socket = socket
    this.#bufferedBytes = bufferedBytes
  }

  send(channel: ChannelSocket, frame: Uint8Array): void {
    if (this.#waiting.size === 0 && this.#hasRoom) {
      return this.#socket.send(inChannel(channel.prefix, frame))
    }
    channel.queue.push(frame)
    channel.queuedBytes += frame.length
    this.#waiting.add(channel)
    this.#pump()
  }

  leave(channel: ChannelSocket): void {
    this.#waiting.delete(channel)
  }

  /** Hands over at once all that a channel has to say, as a WebSocket that is closed sends what it holds. */
  finish(channel: ChannelSocket): void {
    this.leave(channel)
    channel.queuedBytes = 0
    for (const frame of channel.queue.splice(0)) {
      this.#socket.send(inChannel(channel.prefix, frame))
    }
  }

  end(): void {
    this.#cancel?.()
    this.#waiting.clear()
  }

  get #hasRoom(): boolean {
    return this.#bufferedBytes() < WINDOW_BYTES
  }

  #pump(): void {
    while (this.#hasRoom) {
      const [channel] = this.#waiting
      if (!channel) return
      this.#waiting.delete(channel)
      const frame = channel.queue.shift()
      if (!frame) continue
      channel.queuedBytes -= frame.length
      if (channel.queue.length > 0) this.#waiting.add(channel)
      this.#socket.send(inChannel(channel.prefix, frame))
    }
    this.#cancel ??= this.#clock.after(LOOK_MS, () => {
      this.#cancel = undefined
      this.#pump()
    })
  }
}
