const DAY_MS = 86_400_000
const units = [
  { unit: 'day', ms: DAY_MS },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const

/** `3 hours ago`, and a date once that says more. */
export function relativeTime(atMs: number, nowMs: number, locale?: string): string {
  const agoMs = Math.max(0, nowMs - atMs)
  if (agoMs >= 7 * DAY_MS) {
    return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(atMs)
  }
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const fitting = units.find(({ ms }) => agoMs >= ms)
  if (!fitting) return format.format(0, 'second')
  return format.format(-Math.floor(agoMs / fitting.ms), fitting.unit)
}

/** `12.3 KB`: enough to tell a note from a book. */
export function byteSize(bytes: number, locale?: string): string {
  const [unit, divisor] = bytes >= 1e6 ? (['megabyte', 1e6] as const) : (['kilobyte', 1e3] as const)
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumSignificantDigits: 2,
  }).format(Math.max(bytes / divisor, 0.1))
}
