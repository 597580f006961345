import type { WireMessage } from '@weft/provider/debug'
import { type Traffic, TrafficMeter } from './traffic.ts'

export interface RecordedMessage extends WireMessage {
  /** Counts the messages of a record, from 1. */
  readonly number: number
}

/** How many messages are kept. */
export const KEPT_MESSAGES = 60

/** What crossed the wire of late, and how much it was in all, to and from the server. */
export class WireRecord {
  /** Newest first. */
  #messages: readonly RecordedMessage[] = []
  #number = 0
  #isPaused = false
  #missed = 0
  readonly #meters = { in: new TrafficMeter(), out: new TrafficMeter() }

  add(message: WireMessage): void {
    if (message.via === 'server') {
      this.#meters[message.direction].count(message.bytes, message.atMs)
    }
    this.#number += 1
    if (this.#isPaused) {
      this.#missed += 1
      return
    }
    const recorded = { ...message, number: this.#number }
    this.#messages = [recorded, ...this.#messages.slice(0, KEPT_MESSAGES - 1)]
  }

  /** Another list after each change. */
  get messages(): readonly RecordedMessage[] {
    return this.#messages
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  /** How many messages went by during this pause. They are counted, and not kept. */
  get missed(): number {
    return this.#missed
  }

  pause(isPaused: boolean): void {
    this.#isPaused = isPaused
    this.#missed = 0
  }

  /** Forgets the messages. What was counted stays counted. */
  clear(): void {
    this.#messages = []
    this.#missed = 0
  }

  traffic(direction: 'in' | 'out', nowMs: number): Traffic {
    return this.#meters[direction].read(nowMs)
  }
}
