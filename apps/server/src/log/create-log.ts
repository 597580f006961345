import type { Log, LogEntry } from '@weft/server'
import { pino } from 'pino'
import type { LogLevel } from './log-level.ts'
import { readable } from './readable.ts'
import { Sampling, type SamplingClock } from './sampling.ts'

/** Nothing logs any of these. Should something do so one day, by mistake, the value is left out all the same. */
const SECRETS = ['token', 'password', 'secret', 'cookie', 'authorization']
const MAX_DEPTH = 3

export interface LogOptions {
  /** The lowest level that is written. */
  readonly level: LogLevel
  readonly clock: SamplingClock
  /** Takes each line, with its end. Must not throw, and must not wait. */
  readonly write: (line: string) => void
}

/** The server's log. */
export interface ServerLog {
  readonly log: Log
  /** The lowest level that is written; may be changed at any time. */
  level: LogLevel
  /** Says what was left out so far, before the process ends. */
  flush(): void
}

/** Writes each entry as one line of JSON: its level, its time, what happened, and the details. Of what happens very often, a sample. */
export function createLog({ level, clock, write }: LogOptions): ServerLog {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date(clock.wallTime()).toISOString()}"`,
      formatters: {
        level: (label) => ({ level: label }),
        log: (entry) =>
          Object.fromEntries(Object.entries(entry).map(([key, value]) => [key, readable(value)])),
      },
      redact: { paths: secretPaths(), censor: '[redacted]' },
    },
    { write },
  )
  const writeEntry = ({ level: ofEntry, ...entry }: LogEntry): void => logger[ofEntry](entry)
  const sampling = new Sampling(writeEntry, clock)
  return {
    log: (entry) => {
      if (logger.isLevelEnabled(entry.level)) sampling.take(entry)
    },
    get level() {
      return logger.level as LogLevel
    },
    set level(lowest) {
      logger.level = lowest
    },
    flush: () => sampling.flush(),
  }
}

/** The names of secrets, wherever they stand. */
function secretPaths(): string[] {
  const depths = Array.from({ length: MAX_DEPTH }, (_, depth) => '*.'.repeat(depth))
  return depths.flatMap((above) => SECRETS.map((name) => `${above}${name}`))
}
