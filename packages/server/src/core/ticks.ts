import type { Cancel, Clock } from './ports.ts'
import { TickPace } from './tick-pace.ts'

/** Moves of cursors may wait so many times as long as edits. */
const MOVES_WIDTH = 2
/** A tick that comes so much earlier takes them along, in milliseconds: timers are no more exact than that. */
const EARLY_MS = 2

/** What a tick takes along: moves of cursors keep a pace of their own, slower than that of edits. */
export interface Tick {
  readonly takesMoves: boolean
}

/** What a tick is to come for. */
type Reason = 'news' | 'moves'

/**
 * When a room works: as soon as its pace allows after something came, or at once when it must. In a room where ticks are
 * dear the moves of cursors wait longer than edits do, and those that came meanwhile are told as one.
 */
export class Ticks {
  readonly #clock: Clock
  readonly #run: (tick: Tick) => void
  readonly #onTicked: (tookMs: number) => void
  readonly #pace: TickPace
  readonly #movesPace: TickPace
  #scheduled:
    | { readonly reason: Reason; readonly atMs: number; readonly cancel: Cancel }
    | undefined

  /** @param onTicked Told how long each tick took. */
  constructor(
    clock: Clock,
    maxTickMs: number,
    run: (tick: Tick) => void,
    onTicked: (tookMs: number) => void,
  ) {
    this.#clock = clock
    this.#run = run
    this.#onTicked = onTicked
    this.#pace = new TickPace(maxTickMs)
    this.#movesPace = new TickPace(MOVES_WIDTH * maxTickMs)
  }

  /** Whether a tick is about to come. */
  get isScheduled(): boolean {
    return this.#scheduled !== undefined
  }

  /** Lets a tick come for something new, unless one is about to come for that already. */
  schedule(): void {
    if (this.#scheduled?.reason === 'news') return
    const nowMs = this.#clock.now()
    const atMs = nowMs + this.#pace.came(nowMs)
    if (this.#scheduled && this.#scheduled.atMs <= atMs) {
      this.#scheduled = { ...this.#scheduled, reason: 'news' }
      return
    }
    this.stop()
    this.#scheduleAt(atMs, nowMs, 'news')
  }

  /** Lets a tick come that may wait until moves are due. */
  scheduleMoves(): void {
    if (this.#scheduled) return
    const nowMs = this.#clock.now()
    const delayMs = Math.max(this.#pace.delay(nowMs), this.#movesPace.delay(nowMs))
    this.#scheduleAt(nowMs + delayMs, nowMs, 'moves')
  }

  tickNow(): void {
    const startMs = this.#clock.now()
    const takesMoves =
      this.#scheduled?.reason === 'moves' || this.#movesPace.delay(startMs) <= EARLY_MS
    this.stop()
    this.#run({ takesMoves })
    // What it told is written at the end of this turn, before promises go on, and is the larger part of what a tick costs.
    void Promise.resolve().then(() => this.#ticked(startMs, takesMoves))
  }

  stop(): void {
    this.#scheduled?.cancel()
    this.#scheduled = undefined
  }

  #ticked(startMs: number, tookMoves: boolean): void {
    const endMs = this.#clock.now()
    this.#pace.ticked(startMs, endMs)
    if (tookMoves) this.#movesPace.ticked(startMs, endMs)
    this.#onTicked(endMs - startMs)
  }

  #scheduleAt(atMs: number, nowMs: number, reason: Reason): void {
    const run = () => this.tickNow()
    const cancel = atMs > nowMs ? this.#clock.after(atMs - nowMs, run) : this.#clock.soon(run)
    this.#scheduled = { reason, atMs, cancel }
  }
}
