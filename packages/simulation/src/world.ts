import { ManualClock, SeededRandom } from '@weft/testkit'
import { setAmbientRandom } from './ambient.ts'
import type { History } from './history.ts'
import { occurrences } from './occurrences.ts'
import type { SimulatedProcess } from './simulated-process.ts'

/** Looks at a process after its code has run. */
export type Check = (process: SimulatedProcess) => void | Promise<void>

/** Time, chance, and what has happened: one for each run. */
export class World {
  readonly clock = new ManualClock()
  readonly random: SeededRandom
  readonly history: History
  readonly #counts = new Map<string, number>(occurrences.map((name) => [name, 0]))
  readonly #touched = new Set<SimulatedProcess>()
  #check: Check = () => {}
  #violation: string | undefined

  constructor(seed: number, history: History) {
    this.random = new SeededRandom(seed)
    this.history = history
    setAmbientRandom(() => this.random.next())
  }

  /** The first promise that was broken. */
  get violation(): string | undefined {
    return this.#violation
  }

  /** How often what happened. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts
  }

  count(name: string, times = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + times)
  }

  note(what: string): void {
    this.history.note(this.clock.now(), what)
  }

  /** Counts a fault, and notes it. */
  fault(name: string, detail = ''): void {
    this.count(name)
    this.note(`fault ${name} ${detail}`)
  }

  fail(what: string): void {
    if (this.#violation !== undefined) return
    this.#violation = what
    this.note(`violation ${what}`)
  }

  /** Has each process looked at after every event in which its code ran. */
  checkWith(check: Check): void {
    this.#check = check
  }

  touch(process: SimulatedProcess): void {
    this.#touched.add(process)
  }

  /** A time in milliseconds from the exponential distribution. */
  exponential(meanMs: number): number {
    return -Math.log(1 - this.random.next()) * meanMs
  }

  between(low: number, high: number): number {
    return low + this.random.next() * (high - low)
  }

  /** Lets time pass, up to `untilMs`, until `isDone` or until a promise is broken. */
  async runUntil(untilMs: number, isDone: () => boolean = () => false): Promise<void> {
    for (;;) {
      if (this.#violation !== undefined || isDone()) return
      const dueMs = this.clock.nextDueMs
      if (dueMs === undefined || dueMs > untilMs) break
      await this.clock.fireNext()
      await this.#lookAround()
    }
    await this.clock.advance(Math.max(0, untilMs - this.clock.now()))
  }

  async #lookAround(): Promise<void> {
    for (const process of this.#touched) await this.#check(process)
    this.#touched.clear()
  }
}
