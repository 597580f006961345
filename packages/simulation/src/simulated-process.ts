import type { Cancel } from '@weft/testkit'
import { runAs } from './ambient.ts'
import type { World } from './world.ts'

type State = 'running' | 'frozen' | 'dead'

/**
 * Something that runs code: a browser's page, or the server. Its timers and what is delivered to it end with it, and wait
 * while it is frozen. Has clocks of its own, which may jump.
 */
export class SimulatedProcess {
  readonly name: string
  readonly #world: World
  readonly #timers = new Set<Cancel>()
  #late: (() => void)[] = []
  #state: State = 'running'
  #wallOffsetMs = 0
  #wasSetBack = false
  #monotonicOffsetMs = 0

  constructor(world: World, name: string) {
    this.#world = world
    this.name = name
  }

  get isDead(): boolean {
    return this.#state === 'dead'
  }

  get isFrozen(): boolean {
    return this.#state === 'frozen'
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size
  }

  /** Monotonic time in milliseconds. */
  now(): number {
    return this.#world.clock.now() + this.#monotonicOffsetMs
  }

  wallTime(): number {
    return Math.floor(this.#world.clock.wallTime() + this.#wallOffsetMs)
  }

  /** Whether the wall clock has ever been put back. */
  get wasSetBack(): boolean {
    return this.#wasSetBack
  }

  jumpWallClock(byMs: number): void {
    this.#wasSetBack ||= byMs < 0
    this.#wallOffsetMs += byMs
  }

  /** A machine that slept: more time has passed than its timers noticed. */
  jumpMonotonicClock(byMs: number): void {
    this.#monotonicOffsetMs += byMs
  }

  after(delayMs: number, run: () => void): Cancel {
    if (this.isDead) return () => {}
    let isCancelled = false
    const cancelTimer = this.#world.clock.after(delayMs, () => {
      this.deliver(() => {
        if (isCancelled) return
        this.#timers.delete(cancel)
        run()
      })
    })
    const cancel = () => {
      isCancelled = true
      this.#timers.delete(cancel)
      cancelTimer()
    }
    this.#timers.add(cancel)
    return cancel
  }

  /** Resolves after so long; never if the process dies before. */
  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve))
  }

  /** Something comes from outside: the process takes it now, when it thaws, or never. */
  deliver(run: () => void): void {
    if (this.#state === 'running') this.run(run)
    else if (this.#state === 'frozen') this.#late.push(run)
  }

  /** Runs code of this process. What it throws nobody catches in a real one either. */
  run(run: () => void): void {
    if (this.isDead) return
    try {
      runAs(this, run)
    } catch (error) {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.#world.fail(`uncaught in ${this.name}: ${detail}`)
    }
    this.#world.touch(this)
  }

  freeze(): void {
    if (this.#state === 'running') this.#state = 'frozen'
  }

  thaw(): void {
    if (this.#state !== 'frozen') return
    this.#state = 'running'
    const late = this.#late
    this.#late = []
    for (const run of late) this.deliver(run)
  }

  kill(): void {
    this.#state = 'dead'
    this.#late = []
    for (const cancel of [...this.#timers]) cancel()
  }
}
