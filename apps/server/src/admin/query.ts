import { AdminRefusal } from './admin-route.ts'

/** One of a few words; undefined where it is not given. @throws {AdminRefusal} For another. */
export function oneOf<T extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly T[],
): T | undefined {
  const given = query.get(name)
  const found = words.find((word) => word === given)
  if (given === null || found !== undefined) return found
  throw new AdminRefusal(
    400,
    `Cannot use "${given}" for ${name}: it must be one of ${words.join(', ')}.`,
  )
}

/** A whole number; undefined where it is not given. @throws {AdminRefusal} For another. */
export function wholeNumber(
  query: URLSearchParams,
  name: string,
  from: number,
  to: number,
): number | undefined {
  const given = query.get(name)
  if (given === null) return undefined
  const value = /^\d{1,16}$/.test(given) ? Number(given) : -1
  if (value >= from && value <= to) return value
  throw new AdminRefusal(
    400,
    `Cannot use "${given}" for ${name}: it must be a whole number from ${from} to ${to}.`,
  )
}

/** Whether it is given, as `?name` or `?name=1`. */
export const isGiven = (query: URLSearchParams, name: string): boolean =>
  query.has(name) && query.get(name) !== '0'
