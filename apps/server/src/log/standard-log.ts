import { createLog, type ServerLog } from './create-log.ts'
import type { LogFormat, LogLevel } from './log-level.ts'
import { LogOutput } from './log-output.ts'
import { prettyLine } from './pretty-line.ts'

/** The log of the command, on standard error. */
export function standardLog(options: {
  readonly level: LogLevel
  readonly format: LogFormat
}): ServerLog {
  const { stderr } = process
  const hasColors = stderr.isTTY && process.env['NO_COLOR'] === undefined
  const format = (line: string): string =>
    options.format === 'pretty' ? prettyLine(line, hasColors) : line
  const output = new LogOutput(stderr, (lines) =>
    format(
      `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), event: 'log-lines-lost', lines })}\n`,
    ),
  )
  return createLog({
    level: options.level,
    write: (line) => output.write(format(line)),
    clock: {
      now: () => performance.now(),
      wallTime: Date.now,
      // Nothing has to be told that the process would have to live for: it flushes at its end.
      after: (delayMs, run) => void setTimeout(run, delayMs).unref(),
    },
  })
}
