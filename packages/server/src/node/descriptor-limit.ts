import { readFileSync } from 'node:fs'
import type { Limits } from '../core/limits.ts'
import { withRefusals } from './connection-count.ts'

/** File descriptors for what is no connection: the database's files, the log, what hooks ask elsewhere. */
const OTHER_DESCRIPTORS = 128

/** How many file descriptors this process may have; undefined where the system does not say, or sets no limit. */
export function descriptorLimit(read: () => string = readLimits): number | undefined {
  try {
    // Node raises the soft limit to the hard one before anything else runs, so they are the same.
    const limit = /^Max open files\s+(\d+)/m.exec(read())?.[1]
    return limit === undefined ? undefined : Number(limit)
  } catch {
    return undefined
  }
}

const readLimits = (): string =>
  process.platform === 'linux' ? readFileSync('/proc/self/limits', 'utf8') : ''

/**
 * The connections that there are file descriptors for. When these run out the system drops connections without a word, and
 * the database cannot open its files: so there are to be enough of them for all connections and for what else is open.
 *
 * @param descriptors Undefined: there is no limit.
 */
export function connectionsWithin(
  { maxConnections }: Pick<Limits, 'maxConnections'>,
  descriptors: number | undefined,
): number {
  if (descriptors === undefined) return maxConnections
  const others = Math.min(OTHER_DESCRIPTORS, Math.ceil(descriptors / 2))
  let most = Math.min(maxConnections, descriptors - others)
  while (most > 1 && withRefusals(most) > descriptors - others) most -= 1
  return most
}
