import { defaultLimits, type Limits } from '../core/limits.ts'
import type { ServerOptions } from './options.ts'
import { createOriginCheck } from './origin.ts'

/** For these 0 means "at once"; any other limit of 0 would leave nothing to work with. */
const mayBeZero: ReadonlySet<string> = new Set<keyof Limits>([
  'maxTickMs',
  'unloadDelayMs',
  'maxPendingMessages',
  'maxPendingBytes',
  'compactAfterBytes',
  'changedDebounceMs',
  'changedMaxWaitMs',
])

/**
 * @throws {TypeError} When an option is missing or not what it must be.
 * @throws {RangeError} When a limit is out of its range.
 */
export function checkOptions({
  authorize,
  storage,
  pathPrefix,
  limits,
  allowedOrigins,
}: ServerOptions): void {
  if (typeof authorize !== 'function') {
    throw new TypeError(
      'Cannot create a server without "authorize": pass a function, or allowEveryone to let everybody in',
    )
  }
  if (typeof storage?.append !== 'function') {
    throw new TypeError(
      'Cannot create a server without "storage": pass what openLevelStorage gives, or a MemoryStorage',
    )
  }
  if (pathPrefix !== undefined && !(pathPrefix.startsWith('/') && pathPrefix.endsWith('/'))) {
    throw new TypeError(`Cannot use pathPrefix "${pathPrefix}": it must begin and end with a slash`)
  }
  createOriginCheck(allowedOrigins ?? [])
  checkLimits(limits ?? {})
}

/**
 * Checks limits that somebody has given.
 *
 * @throws {TypeError} When there is no limit of a name.
 * @throws {RangeError} When one is out of its range.
 */
export function checkLimits(limits: Partial<Limits>): void {
  for (const [name, value] of Object.entries(limits)) checkLimit(name, value)
}

function checkLimit(name: string, value: unknown): void {
  if (!Object.hasOwn(defaultLimits, name)) {
    throw new TypeError(`Cannot use limit "${name}": there is no such limit`)
  }
  const isInRange = typeof value === 'number' && (value > 0 || (value === 0 && mayBeZero.has(name)))
  if (!isInRange) {
    const range = mayBeZero.has(name) ? 'a number of at least 0' : 'a number above 0'
    throw new RangeError(`Cannot use limit "${name}": ${String(value)} is not ${range}`)
  }
}
