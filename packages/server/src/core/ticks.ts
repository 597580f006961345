import type { Cancel, Clock } from './ports.ts'
import { TickPace } from './tick-pace.ts'

/** When a room works: as soon as its pace allows after something came, or at once when it must. */
export class Ticks {
  readonly #clock: Clock
  readonly #run: () => void
  readonly #onTicked: (tookMs: number) => void
  readonly #pace: TickPace
  #cancel: Cancel | undefined

  /** @param onTicked Told how long each tick took. */
  constructor(
    clock: Clock,
    maxTickMs: number,
    run: () => void,
    onTicked: (tookMs: number) => void,
  ) {
    this.#clock = clock
    this.#run = run
    this.#onTicked = onTicked
    this.#pace = new TickPace(maxTickMs)
  }

  /** Lets a tick come, unless one is due already. */
  schedule(): void {
    if (this.#cancel) return
    const delayMs = this.#pace.delay(this.#clock.now())
    const run = () => this.tickNow()
    this.#cancel = delayMs > 0 ? this.#clock.after(delayMs, run) : this.#clock.soon(run)
  }

  tickNow(): void {
    this.stop()
    const startMs = this.#clock.now()
    this.#run()
    const endMs = this.#clock.now()
    this.#pace.ticked(startMs, endMs)
    this.#onTicked(endMs - startMs)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
