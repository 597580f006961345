import { closeCodes, type CloseCode } from '@weft/protocol'
import type { Limits } from './limits.ts'
import type { Cancel, Clock } from './ports.ts'

/** A message that is still arriving must grow by this much in `receiveTimeoutMs`, in bytes. That is 2 KiB/s: slower than any line. */
const LEAST_PROGRESS = 64 * 1024
/** How often it is looked at in that time, so that whoever stops is not kept for twice as long. */
const LOOKS = 4

type ReceiveLimits = Pick<Limits, 'maxReceivingBytes' | 'receiveTimeoutMs'>

/** Where one connection tells what it holds of a message that is not whole, or of whole ones that must wait. */
export interface Receiving {
  /** @param bytes All that it holds now; 0 when it holds nothing, or is gone. */
  holds(bytes: number): void
}

interface Held {
  bytes: number
  /** All that came since it was last 0. */
  arrivedBytes: number
  cancelCheck: Cancel
  readonly giveUp: (code: CloseCode, reason: string) => void
}

/**
 * Bounds what all connections together hold of messages that are not whole yet, or wait for their document: one may be as large as a message may be, a
 * thousand of them may not. Over the budget, the message that began first is given up, so whoever wants to keep the budget
 * full must keep sending.
 */
export class ReceiveBudget {
  readonly #clock: Clock
  readonly #limits: ReceiveLimits
  /** In the order in which their messages began. */
  readonly #held = new Map<Receiving, Held>()
  #bytes = 0

  constructor(clock: Clock, limits: ReceiveLimits) {
    this.#clock = clock
    this.#limits = limits
  }

  /** What is held now, in bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /** @param giveUp Ends the connection at once. */
  open(giveUp: (code: CloseCode, reason: string) => void): Receiving {
    return this.#open(giveUp, (receiving) => this.#watch(receiving, 0))
  }

  /**
   * As {@link open}, for what has arrived whole and waits for something that is not the sender's fault: it has no deadline.
   */
  openWaiting(giveUp: (code: CloseCode, reason: string) => void): Receiving {
    return this.#open(giveUp, () => () => {})
  }

  #open(giveUp: Held['giveUp'], watch: (receiving: Receiving) => Cancel): Receiving {
    const receiving: Receiving = {
      holds: (bytes) => {
        if (bytes > 0) this.#hold(receiving, bytes, giveUp, watch)
        else this.#release(receiving)
      },
    }
    return receiving
  }

  #hold(
    receiving: Receiving,
    bytes: number,
    giveUp: Held['giveUp'],
    watch: (receiving: Receiving) => Cancel,
  ): void {
    let held = this.#held.get(receiving)
    if (!held) {
      held = { bytes: 0, arrivedBytes: 0, cancelCheck: watch(receiving), giveUp }
      this.#held.set(receiving, held)
    }
    const more = bytes - held.bytes
    held.bytes = bytes
    held.arrivedBytes += Math.max(0, more)
    this.#bytes += more
    this.#keepWithin()
  }

  #keepWithin(): void {
    for (const [receiving, { giveUp }] of this.#held) {
      if (this.#bytes <= this.#limits.maxReceivingBytes) return
      this.#release(receiving)
      giveUp(closeCodes.tryLater, 'the server is receiving too much at once')
    }
  }

  #watch(receiving: Receiving, beforeBytes: number, looks = LOOKS): Cancel {
    return this.#clock.after(this.#limits.receiveTimeoutMs / LOOKS, () => {
      const held = this.#held.get(receiving)
      if (!held) return
      if (held.arrivedBytes - beforeBytes >= LEAST_PROGRESS) {
        held.cancelCheck = this.#watch(receiving, held.arrivedBytes)
        return
      }
      if (looks > 1) {
        held.cancelCheck = this.#watch(receiving, beforeBytes, looks - 1)
        return
      }
      this.#release(receiving)
      held.giveUp(closeCodes.resync, 'a message did not arrive in time')
    })
  }

  #release(receiving: Receiving): void {
    const held = this.#held.get(receiving)
    if (!held) return
    held.cancelCheck()
    this.#bytes -= held.bytes
    this.#held.delete(receiving)
  }
}
