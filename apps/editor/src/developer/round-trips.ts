import { sendPing, type WireMessage } from '@weft/provider/debug'
import type { WeftProvider } from '@weft/provider'
import type { Clock } from '../collaboration/clock.ts'

/** How often the server is asked, in milliseconds. */
const EVERY_MS = 2_000
const KEPT = 40
/** The provider counts its own pings from 1. */
const FIRST_ID = 1_000_000

/** Round trips to the server, measured more often than the provider has need to. */
export class RoundTrips {
  readonly #provider: WeftProvider
  readonly #clock: Clock
  readonly #sent = new Map<number, number>()
  #id = FIRST_ID
  #measured: readonly number[] = []
  #cancel: () => void

  constructor(provider: WeftProvider, clock: Clock) {
    this.#provider = provider
    this.#clock = clock
    this.#cancel = clock.after(0, () => this.#ask())
  }

  /** In milliseconds, the newest last. */
  get measured(): readonly number[] {
    return this.#measured
  }

  /** Takes the answer to a ping of these. @returns Whether it was one. */
  take({ type, direction, details }: WireMessage): boolean {
    const id = Number(details)
    if (type !== 'pong' || direction !== 'in' || id <= FIRST_ID) return false
    const sentMs = this.#sent.get(id)
    this.#sent.delete(id)
    if (sentMs === undefined) return true
    this.#measured = [...this.#measured.slice(1 - KEPT), this.#clock.now() - sentMs]
    return true
  }

  destroy(): void {
    this.#cancel()
  }

  #ask(): void {
    this.#id += 1
    // What was not answered in all this time will not be.
    for (const id of this.#sent.keys()) if (id < this.#id - KEPT) this.#sent.delete(id)
    this.#sent.set(this.#id, this.#clock.now())
    sendPing(this.#provider, this.#id)
    this.#cancel = this.#clock.after(EVERY_MS, () => this.#ask())
  }
}
