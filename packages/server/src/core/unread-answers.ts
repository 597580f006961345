import type { Limits } from './limits.ts'
import type { Outbox } from './outbox.ts'

/**
 * The large answers that peers have not read yet, over all documents. An answer may be a whole document, and a peer that
 * asks need not read it. What many share counts once.
 */
export class UnreadAnswers {
  readonly #limits: Pick<Limits, 'maxUnreadBytes' | 'maxBufferedBytes'>
  readonly #held = new Map<Outbox, (readonly Uint8Array[])[]>()

  constructor(limits: Pick<Limits, 'maxUnreadBytes' | 'maxBufferedBytes'>) {
    this.#limits = limits
  }

  /** Whether an answer of so many bytes may leave now. A small one always may, and one that would be the only one. */
  hasRoomFor(bytes: number): boolean {
    const { maxUnreadBytes, maxBufferedBytes } = this.#limits
    if (bytes <= maxBufferedBytes) return true
    const held = this.heldBytes
    return held === 0 || held + bytes <= maxUnreadBytes
  }

  /** The peer was sent these frames. */
  sent(outbox: Outbox, frames: readonly Uint8Array[]): void {
    if (!outbox.isUnread) return
    const held = this.#held.get(outbox)
    if (held) held.push(frames)
    else this.#held.set(outbox, [frames])
  }

  /** The peer has read something. */
  read(outbox: Outbox): void {
    if (!outbox.isUnread) this.#held.delete(outbox)
  }

  /** The peer is gone. */
  forget(outbox: Outbox): void {
    this.#held.delete(outbox)
  }

  /** What they take now, in bytes. */
  get heldBytes(): number {
    const counted = new Set<Uint8Array>()
    let bytes = 0
    for (const [outbox, answers] of this.#held) {
      // The transport tells of what was read a little later.
      if (!outbox.isUnread) continue
      for (const frames of answers) {
        for (const frame of frames) {
          if (counted.has(frame)) continue
          counted.add(frame)
          bytes += frame.length
        }
      }
    }
    return bytes
  }
}
