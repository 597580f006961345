/** Who somebody says to be. Nobody checks what other clients say: treat it as words, not as facts. */
export interface User {
  /** The name to show. */
  readonly name: string
  /** A colour, `#rrggbb` if the client follows what editors expect. */
  readonly color?: string
  /** Whatever else the application publishes, such as an avatar. */
  readonly [field: string]: unknown
}

/**
 * Who an awareness state belongs to. Editors put it in different places: most under `user`, Lexical at the top, Slate
 * under `data`. Undefined when the state names nobody.
 */
export function userOf(state: unknown): User | undefined {
  if (!isRecord(state)) return undefined
  const { name, color } = state
  const topLevel = typeof name === 'string' ? { name, color } : undefined
  for (const candidate of [state['user'], topLevel, state['data']]) {
    const user = checked(candidate)
    if (user) return user
  }
  return undefined
}

function checked(candidate: unknown): User | undefined {
  if (!isRecord(candidate)) return undefined
  const { name, color, ...rest } = candidate
  if (typeof name !== 'string' || name === '') return undefined
  return typeof color === 'string' ? { ...rest, name, color } : { ...rest, name }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
