import type { Cancel } from './manual-clock.ts'

/** What a link needs of a clock. */
interface LinkClock {
  now(): number
  after(delayMs: number, run: () => void): Cancel
}

export interface SimulatedLinkOptions {
  readonly clock: LinkClock
  /** Drawn for each item, in milliseconds. What was sent first arrives first all the same. */
  readonly latencyMs: () => number
  /** Told when something has left the buffer that had to wait there. */
  readonly drained?: () => void
}

interface Item {
  readonly bytes: number
  readonly arrive: () => void
}

/**
 * One direction of a connection: things arrive late, in order, or not at all. Its reader may read slowly, and what was
 * sent and not read waits at the sender.
 */
export class SimulatedLink {
  readonly #options: SimulatedLinkOptions
  #waiting: Item[] = []
  #waitingBytes = 0
  #underWay: Item[] = []
  #lastArrivalMs = 0
  #bytesPerMs = Number.POSITIVE_INFINITY
  #isStalled = false
  #isCut = false
  #cancelTransmission: Cancel | undefined

  constructor(options: SimulatedLinkOptions) {
    this.#options = options
  }

  /** What was sent and has not left, in bytes. */
  get bufferedBytes(): number {
    return this.#waitingBytes
  }

  get isCut(): boolean {
    return this.#isCut
  }

  send(bytes: number, arrive: () => void): void {
    if (this.#isCut) return
    this.#waiting.push({ bytes, arrive })
    this.#waitingBytes += bytes
    this.#pump()
  }

  /** How fast the reader reads from now on. */
  read(bytesPerMs: number): void {
    this.#bytesPerMs = bytesPerMs
    this.#cancelTransmission?.()
    this.#catchUp()
  }

  /** Nothing arrives until {@link resume}. */
  stall(): void {
    this.#isStalled = true
  }

  resume(): void {
    if (!this.#isStalled) return
    this.#isStalled = false
    const late = this.#underWay
    this.#underWay = []
    for (const item of late) this.#launch(item)
    this.#catchUp()
  }

  /** Nothing arrives any more. */
  cut(): void {
    this.#isCut = true
    this.#waiting = []
    this.#waitingBytes = 0
    this.#underWay = []
    this.#cancelTransmission?.()
  }

  #pump(): void {
    if (this.#cancelTransmission || this.#isStalled) return
    for (let item = this.#waiting[0]; item && !this.#isCut; item = this.#waiting[0]) {
      if (Number.isFinite(this.#bytesPerMs)) return this.#transmit(item)
      this.#leave(item)
    }
  }

  #catchUp(): void {
    const before = this.#waitingBytes
    this.#pump()
    if (this.#waitingBytes < before) this.#options.drained?.()
  }

  #transmit(item: Item): void {
    const cancel = this.#options.clock.after(item.bytes / this.#bytesPerMs, () => {
      this.#cancelTransmission = undefined
      if (this.#isStalled) return
      this.#leave(item)
      this.#options.drained?.()
      this.#pump()
    })
    this.#cancelTransmission = () => {
      this.#cancelTransmission = undefined
      cancel()
    }
  }

  #leave(item: Item): void {
    this.#waiting.shift()
    this.#waitingBytes -= item.bytes
    this.#launch(item)
  }

  #launch(item: Item): void {
    const { clock, latencyMs } = this.#options
    this.#underWay.push(item)
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, clock.now() + latencyMs())
    clock.after(this.#lastArrivalMs - clock.now(), () => {
      // Held up, it stays under way; sent on, it is another journey.
      if (this.#isCut || this.#isStalled || this.#underWay[0] !== item) return
      this.#underWay.shift()
      item.arrive()
    })
  }
}
