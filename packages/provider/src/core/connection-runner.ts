import type {
  ConnectionEffect,
  ConnectionEvent,
  ConnectionSettings,
  ConnectionState,
  OutwardEffect,
} from './connection-state.ts'
import { step } from './connection.ts'
import { contain, type Cancel, type Clock } from './ports.ts'

export interface ConnectionRunnerOptions {
  readonly clock: Clock
  /** A number in [0, 1), drawn anew for each call. */
  readonly random: () => number
  /** Read before each step. */
  readonly settings: () => ConnectionSettings
  readonly carryOut: (effect: OutwardEffect) => void
  /** All that an event brought about is done. */
  readonly settled: () => void
}

/** Runs the machine: one step for each event, in order. What effects set off waits its turn. */
export class ConnectionRunner {
  readonly #options: ConnectionRunnerOptions
  readonly #events: ConnectionEvent[] = []
  #state: ConnectionState = { name: 'idle', attempt: 0 }
  #isRunning = false
  #cancelTimer: Cancel | undefined
  #dueAtMs = Number.POSITIVE_INFINITY

  constructor(options: ConnectionRunnerOptions) {
    this.#options = options
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** In how many milliseconds the next attempt begins; undefined while none waits. */
  get retryInMs(): number | undefined {
    if (this.#state.name !== 'waiting') return undefined
    return Math.max(0, this.#dueAtMs - this.#options.clock.now())
  }

  /** Something happens here. After a sleep that is sooner than the timer, which waits out what it had left before. */
  awake(): void {
    if (this.#options.clock.now() > this.#dueAtMs) this.dispatch({ type: 'timer' })
  }

  dispatch(event: ConnectionEvent): void {
    this.#events.push(event)
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      for (let next = this.#events.shift(); next; next = this.#events.shift()) this.#take(next)
    } finally {
      this.#isRunning = false
    }
    this.#options.settled()
  }

  #take(event: ConnectionEvent): void {
    const { clock, random, settings } = this.#options
    const world = { nowMs: clock.now(), random: random(), settings: settings() }
    const [state, effects] = step(this.#state, event, world)
    this.#state = state
    for (const effect of effects) this.#carryOut(effect)
  }

  #carryOut(effect: ConnectionEffect): void {
    const { clock, carryOut } = this.#options
    if (effect.type !== 'setTimer' && effect.type !== 'clearTimer') {
      // One that fails must not keep the others from being carried out: the state has changed already.
      contain(clock, () => carryOut(effect))
      return
    }
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    this.#dueAtMs = Number.POSITIVE_INFINITY
    if (effect.type === 'clearTimer') return
    const delayMs = Math.max(0, effect.delayMs)
    this.#dueAtMs = clock.now() + delayMs
    this.#cancelTimer = clock.after(delayMs, () => this.dispatch({ type: 'timer' }))
  }
}
