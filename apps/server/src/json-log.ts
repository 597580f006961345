import type { Log, LogEntry } from '@weft/server'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/**
 * Writes each entry as one line of JSON, led by its time.
 *
 * @param lowest Entries of lower levels are left out.
 * @param now Wall-clock time in milliseconds since 1970.
 */
export function createJsonLog(
  write: (line: string) => void,
  now: () => number,
  lowest: LogLevel = 'info',
): Log {
  const written = LOG_LEVELS.slice(LOG_LEVELS.indexOf(lowest))
  return ({ level, event, ...details }: LogEntry) => {
    if (!written.includes(level)) return
    const time = new Date(now()).toISOString()
    write(`${JSON.stringify({ time, level, event, ...details }, readable)}\n`)
  }
}

/** An error's own fields are not enumerable, and JSON has no big integers. */
function readable(_key: string, value: unknown): unknown {
  if (value instanceof AggregateError)
    return { name: value.name, message: value.message, errors: value.errors as unknown[] }
  if (value instanceof Error)
    return { name: value.name, message: value.message, stack: value.stack, cause: value.cause }
  return typeof value === 'bigint' ? String(value) : value
}
