import { checkLimits, createOriginCheck, type AllowedOrigins, type Limits } from '@weft/server'

type Reading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string }

/** Reads origins, from the flag's values or else the variable; either may hold several with commas between. */
export function readAllowedOrigins(
  given: readonly string[] | undefined,
  variable: string | undefined,
): Reading<AllowedOrigins> {
  const origins = entriesOf(given, variable)
  if (origins.includes('*')) return { ok: true, value: '*' }
  try {
    createOriginCheck(origins)
    return { ok: true, value: origins }
  } catch (error) {
    return problem(error, given ? '--allow-origin' : 'WEFT_ALLOW_ORIGIN')
  }
}

/** Reads limits as `name=number`, from where origins are read from. */
export function readLimits(
  given: readonly string[] | undefined,
  variable: string | undefined,
): Reading<Partial<Limits>> {
  const from = given ? '--limit' : 'WEFT_LIMITS'
  const limits = new Map<string, number>()
  for (const entry of entriesOf(given, variable)) {
    const [, name = '', number] = /^(\w+)=(\d{1,15})$/.exec(entry) ?? []
    if (number === undefined)
      return problem(`Cannot use limit "${entry}": write it as name=number`, from)
    limits.set(name, Number(number))
  }
  const value: Partial<Limits> = Object.fromEntries(limits)
  try {
    checkLimits(value)
    return { ok: true, value }
  } catch (error) {
    return problem(error, from)
  }
}

function problem(error: unknown, from: string): { readonly ok: false; readonly problem: string } {
  const words = error instanceof Error ? error.message : String(error)
  return { ok: false, problem: `${words} (${from}).` }
}

function entriesOf(given: readonly string[] | undefined, variable: string | undefined): string[] {
  const texts = given ?? (variable === undefined ? [] : [variable])
  return texts
    .flatMap((text) => text.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}
