import type { Cancel, Clock } from './ports.ts'

/** How far apart the portions are, in milliseconds. */
const STEP_MS = 100

/**
 * Sends peers away a few at a time, evenly over a window: clients that cannot be told when to come back all come after
 * their own short pause, and so as far apart as they went.
 */
export class Departure {
  readonly #clock: Clock
  #hasten: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Resolves when all have been sent away, the first at once and the last before `windowMs` are over; or when it is to go
   * faster, with those not sent away that are left.
   */
  spread<T>(peers: readonly T[], windowMs: number, send: (peer: T) => void): Promise<void> {
    const steps = Math.max(1, Math.ceil(windowMs / STEP_MS) || 1)
    return new Promise((resolve) => {
      let sent = 0
      let cancel: Cancel = () => {}
      this.#hasten = () => {
        cancel()
        resolve()
      }
      const step = (number: number) => {
        const until = Math.ceil((peers.length * number) / steps)
        for (const peer of peers.slice(sent, until)) send(peer)
        sent = until
        if (sent >= peers.length) return resolve()
        cancel = this.#clock.after(windowMs / steps, () => step(number + 1))
      }
      step(1)
    })
  }

  /** Ends the window now. */
  hasten(): void {
    this.#hasten?.()
  }
}
