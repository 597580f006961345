import type { Kind } from './kind.ts'

/** One thing that an operator can set: by `--its-name`, `WEFT_ITS_NAME` or `its-name` in the configuration file. */
export interface Setting<T> extends Kind<T> {
  /** What it does: goes on from its name, for help and the guide. One sentence without a full stop at its end. */
  readonly about: string
  /** Where none is given. */
  readonly fallback: T
  /** What the fallback means, in words, where its value does not say it. */
  readonly fallbackWords?: string
  /** As it could be written, for the guide. */
  readonly example: string
}

/** Something that may be left out. */
export function setting<T>(
  kind: Kind<T>,
  words: Words & { readonly fallback: NoInfer<T> },
): Setting<T> {
  return { ...kind, ...words }
}

/** Something that is not there unless it is given. */
export function optional<T>(kind: Kind<T>, words: Words): Setting<T | undefined> {
  const { settle: _none, ...rest } = kind
  return {
    ...rest,
    ...words,
    fallback: undefined,
    print: (value) => (value === undefined ? undefined : kind.print(value)),
  }
}

interface Words {
  readonly about: string
  readonly fallbackWords?: string
  readonly example: string
}

/** The values that a table's settings have. */
export type ValuesOf<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer T> ? T : never
}

export const variableOf = (name: string): string =>
  `WEFT_${name.toUpperCase().replaceAll('-', '_')}`
