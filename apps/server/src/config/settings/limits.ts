import { checkLimits, defaultLimits, type Limits } from '@weft/server'
import { ValueProblem, type Kind } from '../kind.ts'
import { nearest } from '../nearest.ts'
import { setting } from '../setting.ts'

/** Limits by name: `name=number` in a text, a map in the file. */
const limitList: Kind<Partial<Limits>> = {
  argument: '<name=number...>',
  isList: true,
  mustBe: 'limits by name, e.g. maxConnections=500',
  fromTexts: (texts) => {
    const entries = texts.flatMap((given) => given.split(',')).flatMap((one) => one.trim() || [])
    return checked(
      entries.map((entry) => {
        const [, name = '', number] = /^(\w+)=(\d{1,15})$/.exec(entry) ?? []
        if (number === undefined)
          throw new ValueProblem(`Cannot use limit "${entry}": write it as name=number`)
        return [name, Number(number)]
      }),
    )
  },
  fromFile: (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return checked(
      Object.entries(value).map(([name, number]: [string, unknown]) => {
        if (typeof number !== 'number')
          throw new ValueProblem(`Cannot use limit "${name}": its value is not a number`)
        return [name, number]
      }),
    )
  },
  print: (value) => value,
}

/** What bounds the server: see the doc comments of `Limits`. */
export const limits = {
  limit: setting(limitList, {
    about: 'a limit that is not to be the default, e.g. maxConnections=500',
    fallback: {},
    fallbackWords: 'the default of each',
    example: 'maxConnections=500',
  }),
}

function checked(entries: readonly (readonly [string, number])[]): Partial<Limits> {
  for (const [name] of entries) requireName(name)
  const value: Partial<Limits> = Object.fromEntries(entries)
  try {
    checkLimits(value)
    return value
  } catch (error) {
    throw new ValueProblem(error instanceof Error ? error.message : String(error))
  }
}

function requireName(name: string): void {
  const names = Object.keys(defaultLimits)
  if (names.includes(name)) return
  const near = nearest(name, names)
  throw new ValueProblem(
    `Cannot use limit "${name}": there is no such limit${near === undefined ? '' : `; the nearest is "${near}"`}`,
  )
}
