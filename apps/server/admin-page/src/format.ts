const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** E.g. `1.5 MiB`. */
export function bytes(count: number): string {
  let [value, unit] = [count, 0]
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${unit > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit] ?? ''}`
}

/** E.g. `40 ms`, `12 s`, `3 h 5 min`, `2 d 4 h`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  const seconds = Math.floor(ms / 1_000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 24
    ? `${hours} h ${minutes % 60} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** How long ago, e.g. `5 min ago`. */
export const ago = (timeMs: number): string => {
  const ms = Date.now() - timeMs
  return ms < 2_000 ? 'now' : `${duration(ms)} ago`
}

export const number = (value: number): string => value.toLocaleString('en')
