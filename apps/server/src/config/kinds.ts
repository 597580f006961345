import { resolve } from 'node:path'
import type { Kind } from './kind.ts'

type OneText<T> = (text: string, folder: string) => T | undefined

/** A value that is one text, wherever it stands. */
function single<T>(
  argument: string,
  mustBe: string,
  read: OneText<T>,
  print: (value: T) => unknown,
): Kind<T> {
  return {
    argument,
    isList: false,
    mustBe,
    // The last one holds, as flags have it.
    fromTexts: (texts, { folder }) => read(texts.at(-1) ?? '', folder),
    fromFile: (value, { folder }) => (typeof value === 'string' ? read(value, folder) : undefined),
    print,
  }
}

/** A text as it stands. */
export const text = (argument: string, mustBe = 'a text'): Kind<string> =>
  single(
    argument,
    mustBe,
    (given) => (given === '' ? undefined : given),
    (value) => value,
  )

/** A file or folder, absolute once read; a relative one starts where its text stands. */
export const path = (argument: string): Kind<string> => ({
  ...single(
    argument,
    'a path',
    (given, folder) => (given === '' ? undefined : resolve(folder, given)),
    (value) => value,
  ),
  settle: (value, { folder }) => resolve(folder, value),
})

/** One of a few words. */
export const choice = <T extends string>(argument: string, words: readonly T[]): Kind<T> =>
  single(
    argument,
    `one of ${words.join(', ')}`,
    (given) => words.find((word) => word === given),
    (value) => value,
  )

export interface NumberBounds {
  readonly from: number
  readonly to: number
  /** How many places there may be behind the point. @default 0 */
  readonly places?: number
  /** What it is a number of. @default nothing is said */
  readonly unit?: string
  /** What one is in the unit that the program works with, e.g. 1000 for seconds kept as milliseconds. @default 1 */
  readonly times?: number
}

/** A number, in the file as in a text. */
export function number(argument: string, bounds: NumberBounds): Kind<number> {
  const { from, to, places = 0, unit, times = 1 } = bounds
  const words = `${places === 0 ? 'a whole number' : 'a number'}${unit === undefined ? '' : ` of ${unit}`}`
  const pattern = places === 0 ? /^\d{1,15}$/ : new RegExp(`^\\d{1,15}(\\.\\d{1,${places}})?$`)
  const inUnit = (given: string): number | undefined => {
    const value = Number(given)
    return pattern.test(given) && value >= from && value <= to ? value * times : undefined
  }
  return {
    argument,
    isList: false,
    mustBe: `${words} from ${from} to ${to}`,
    fromTexts: (texts) => inUnit(texts.at(-1) ?? ''),
    fromFile: (value) => (typeof value === 'number' ? inUnit(String(value)) : undefined),
    print: (value) => value / times,
  }
}

/** On or off. A flag turns it on; the environment says `1` or `0`. */
export const onOff: Kind<boolean> = {
  argument: undefined,
  isList: false,
  mustBe: '1 or 0, or in the file true or false',
  fromTexts: (texts) => {
    const given = texts.at(-1)
    return given === '1' ? true : given === '0' ? false : undefined
  },
  fromFile: (value) => (typeof value === 'boolean' ? value : undefined),
  print: (value) => value,
}

/** Several texts, of which commas make more. @param check Throws a {@link ValueProblem} for texts that cannot stand. */
export function list<T>(
  argument: string,
  mustBe: string,
  check: (entries: readonly string[]) => T | undefined,
  print: (value: T) => unknown,
): Kind<T> {
  const read = (texts: readonly string[]): T | undefined =>
    check(texts.flatMap((given) => given.split(',')).flatMap((entry) => entry.trim() || []))
  return {
    argument,
    isList: true,
    mustBe,
    fromTexts: read,
    fromFile: (value) => {
      const entries: readonly unknown[] = Array.isArray(value) ? value : [value]
      return entries.every((entry) => typeof entry === 'string') ? read(entries) : undefined
    },
    print,
  }
}
