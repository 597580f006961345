const KILO = 1024

/** A size as people read it: `12 B`, `3.4 KB`, `5.6 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < KILO) return `${bytes} B`
  const [size, unit] = bytes < KILO ** 2 ? [bytes / KILO, 'KB'] : [bytes / KILO ** 2, 'MB']
  return `${size.toFixed(size < 100 ? 1 : 0)} ${unit}`
}
