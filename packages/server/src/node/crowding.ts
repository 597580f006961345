import type { Log } from '../core/ports.ts'

/** With so much less than allowed, it is no longer full: it is told once, not each time that somebody goes and comes. */
const AGAIN_FREE = 0.9

type State = { readonly is: 'free' } | { readonly is: 'full' }

/** Tells the log when there is no room for more connections, and when there is again. */
export class Crowding {
  readonly #maxConnections: number
  readonly #log: Log
  #state: State = { is: 'free' }

  constructor(maxConnections: number, log: Log) {
    this.#maxConnections = maxConnections
    this.#log = log
  }

  /** Somebody was sent away because there are too many. @param connections How many there are. */
  refused(connections: number): void {
    if (this.#state.is === 'full') return
    this.#state = { is: 'full' }
    this.#log({
      level: 'warn',
      event: 'connections-full',
      connections,
      allowed: this.#maxConnections,
    })
  }

  /** Somebody has come. @param connections How many there are. */
  came(connections: number): void {
    if (this.#state.is === 'free' || connections > this.#maxConnections * AGAIN_FREE) return
    this.#state = { is: 'free' }
    this.#log({ level: 'info', event: 'connections-free', connections })
  }
}
