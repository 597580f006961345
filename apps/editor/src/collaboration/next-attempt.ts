import type { WeftProvider } from '@weft/provider'
import type { Clock } from './clock.ts'
import { Observable } from './observable.ts'

/** The first attempts come soon; from so many failures on it is worth counting down to the next. */
const COUNTED_FAILURES = 2
const TICK_MS = 250

/**
 * In how many seconds the next attempt to connect begins; 0 while one is under way, undefined as long as that is not worth
 * telling.
 */
export class NextAttempt extends Observable<number | undefined> {
  readonly #provider: Pick<WeftProvider, 'retryInMs' | 'wsUnsuccessfulReconnects'>
  readonly #clock: Clock
  #cancelTick: () => void = () => {}

  constructor(
    provider: Pick<WeftProvider, 'retryInMs' | 'wsUnsuccessfulReconnects'>,
    clock: Clock,
  ) {
    super(undefined)
    this.#provider = provider
    this.#clock = clock
    this.#look()
  }

  destroy(): void {
    this.#cancelTick()
  }

  #look(): void {
    const { retryInMs, wsUnsuccessfulReconnects } = this.#provider
    const isCounted = wsUnsuccessfulReconnects >= COUNTED_FAILURES
    this.set(isCounted ? Math.ceil((retryInMs ?? 0) / 1_000) : undefined)
    this.#cancelTick = this.#clock.after(TICK_MS, () => this.#look())
  }
}
