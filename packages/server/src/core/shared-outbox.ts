import { channelPrefix } from '@weft/protocol'
import type { Peer } from './ports.ts'

/** As long as the transport holds less than this, it is handed more, in bytes. What it holds, no other frame can overtake. */
const WINDOW_BYTES = 128 * 1024
/** How much of one channel leaves before it is the next one's turn, in bytes; a single frame is never divided. */
const TURN_BYTES = 64 * 1024
/** Of what waits for one channel so much counts for the others, too, in bytes: a large document must not look like a slow reader. */
const COMMON_BYTES = 256 * 1024
/** What a frame that waits costs besides its bytes: a thousand pongs are more than their three kilobytes. */
const OBJECT_BYTES = 256

/** What waits to leave for one channel. */
export interface ChannelQueue {
  readonly prefix: Uint8Array
  readonly frames: Uint8Array[]
  /** What they take, in bytes. */
  bytes: number
}

/**
 * What leaves over a shared connection. Nothing waits here as long as the peer reads; when it does not keep up, or somebody
 * is sent a large document, the channels take turns.
 */
export class SharedOutbox {
  readonly #peer: Peer
  /** Those with something to send, in the order of their turns. */
  readonly #waiting = new Set<ChannelQueue>()
  /** The sum of what waits for each, up to {@link COMMON_BYTES} of each. */
  #commonBytes = 0

  constructor(peer: Peer) {
    this.#peer = peer
  }

  open(channel: number): ChannelQueue {
    return { prefix: channelPrefix(channel), frames: [], bytes: 0 }
  }

  send(queue: ChannelQueue, frames: readonly Uint8Array[]): void {
    if (this.#waiting.size === 0 && sizeOf(frames) <= TURN_BYTES && this.#hasRoom) {
      this.#peer.send(frames, queue.prefix)
      return
    }
    for (const frame of frames) queue.frames.push(frame)
    this.#setBytes(queue, queue.bytes + costOf(frames))
    this.#waiting.add(queue)
    this.pump()
  }

  /** How much lies unread in all. */
  get unsentBytes(): number {
    let bytes = this.#peer.bufferedBytes()
    for (const queue of this.#waiting) bytes += queue.bytes
    return bytes
  }

  /** How much lies unread, as far as it concerns this channel: a slow reader is slow for all. */
  bufferedBytes(queue: ChannelQueue): number {
    const others = this.#commonBytes - Math.min(queue.bytes, COMMON_BYTES)
    return this.#peer.bufferedBytes() + queue.bytes + others
  }

  /** Hands the transport what it has room for. */
  pump(): void {
    while (this.#hasRoom) {
      const [queue] = this.#waiting
      if (!queue) return
      this.#waiting.delete(queue)
      const frames = turnOf(queue)
      this.#setBytes(queue, queue.bytes - costOf(frames))
      if (queue.frames.length > 0) this.#waiting.add(queue)
      this.#peer.send(frames, queue.prefix)
    }
  }

  /** The channel has ended: nothing more leaves for it. */
  drop(queue: ChannelQueue): void {
    this.#waiting.delete(queue)
    this.#setBytes(queue, 0)
    queue.frames.length = 0
  }

  get #hasRoom(): boolean {
    return this.#peer.bufferedBytes() < WINDOW_BYTES
  }

  #setBytes(queue: ChannelQueue, bytes: number): void {
    this.#commonBytes += Math.min(bytes, COMMON_BYTES) - Math.min(queue.bytes, COMMON_BYTES)
    queue.bytes = bytes
  }
}

function turnOf({ frames }: ChannelQueue): Uint8Array[] {
  let count = 0
  let bytes = 0
  for (const { length } of frames) {
    if (count > 0 && bytes + length > TURN_BYTES) break
    bytes += length
    count += 1
  }
  return frames.splice(0, count)
}

function costOf(frames: readonly Uint8Array[]): number {
  return sizeOf(frames) + frames.length * OBJECT_BYTES
}

function sizeOf(frames: readonly Uint8Array[]): number {
  return frames.reduce((sum, { length }) => sum + length, 0)
}
