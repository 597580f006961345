const RESET = '\u001B[0m'
const COLORS: Readonly<Record<string, string>> = {
  debug: '\u001B[2m',
  info: '\u001B[36m',
  warn: '\u001B[33m',
  error: '\u001B[31m',
}
/** Texts that can stand as they are. Others are quoted, so that nobody's name can move a terminal's cursor. */
const PLAIN = /^[\p{L}\p{N}./:@_+-]+$/u
const LEVEL_WIDTH = 5

/**
 * A line of the log as people read it: `22:04:31.120 warn  peer-refused code=4403 reason="not allowed"`. The time is UTC.
 *
 * @param line One object of JSON.
 */
export function prettyLine(line: string, hasColors: boolean): string {
  const { time, level, event, ...details } = JSON.parse(line) as Record<string, unknown>
  const clock = String(time).replace(/^.*T(.*)Z$/, '$1')
  const name = String(level)
  const color = hasColors ? (COLORS[name] ?? '') : ''
  const words = Object.entries(details).map(([key, value]) => `${key}=${shown(value)}`)
  const start = `${clock} ${color}${name.padEnd(LEVEL_WIDTH)}${color && RESET} ${String(event)}`
  return `${[start, ...words].join(' ')}\n`
}

function shown(value: unknown): string {
  if (typeof value === 'string' && PLAIN.test(value)) return value
  return JSON.stringify(value)
}
