import type { ServerLog } from './create-log.ts'
import type { LogLevel } from './log-level.ts'

/** Time, as the switch needs it. */
export interface SwitchClock {
  /** Wall-clock time in milliseconds since 1970. */
  wallTime(): number
  /** @returns What calls it off. */
  after(delayMs: number, run: () => void): () => void
}

/** What is logged now. */
export interface LogLevelNow {
  readonly lowest: LogLevel
  /** What it is unless somebody changes it: the setting. */
  readonly usual: LogLevel
  /** When it is the usual one again, in milliseconds since 1970; absent: it stays. */
  readonly untilMs?: number
}

/**
 * Changes the lowest level that is logged while the server runs: to look at something without a restart, which would end it.
 * What is changed goes back by itself after a time, because who looked at something forgets it.
 */
export class LogLevelSwitch {
  readonly #log: Pick<ServerLog, 'log' | 'level'>
  readonly #usual: LogLevel
  readonly #clock: SwitchClock
  #limit: { readonly untilMs: number; readonly cancel: () => void } | undefined

  /** @param log At its usual level. */
  constructor(log: Pick<ServerLog, 'log' | 'level'>, clock: SwitchClock) {
    this.#log = log
    this.#usual = log.level
    this.#clock = clock
  }

  get now(): LogLevelNow {
    return {
      lowest: this.#log.level,
      usual: this.#usual,
      ...(this.#limit ? { untilMs: this.#limit.untilMs } : {}),
    }
  }

  /** @param forMs After which it is the usual level again; undefined: it stays. The usual level always stays. */
  set(lowest: LogLevel, forMs?: number): void {
    this.#limit?.cancel()
    this.#limit = undefined
    this.#log.level = lowest
    if (lowest !== this.#usual && forMs !== undefined)
      this.#limit = {
        untilMs: this.#clock.wallTime() + forMs,
        cancel: this.#clock.after(forMs, () => this.set(this.#usual)),
      }
    const until = this.#limit && new Date(this.#limit.untilMs).toISOString()
    // At a level that is in force whatever it is: this must be seen.
    this.#log.log({ level: 'error', event: 'log-level', lowest, ...(until && { until }) })
  }

  /** Between `debug` and the usual level. */
  toggle(): void {
    this.set(this.#log.level === 'debug' ? this.#usual : 'debug')
  }
}
