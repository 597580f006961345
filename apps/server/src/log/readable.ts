/** A token in a URL, up to where the parameter ends. */
const TOKEN_IN_URL = /([?&]token=)[^&#\s"']+/gi
const MAX_CAUSES = 8

/** What a log can write of a value: an error's own fields are not enumerable, and JSON has no big integers. */
export function readable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return withoutTokens(value)
  if (typeof value === 'bigint') return String(value)
  if (!(value instanceof Error)) return value
  if (depth > MAX_CAUSES) return value.name
  const { name, stack, cause } = value
  const message = withoutTokens(value.message)
  if (value instanceof AggregateError) {
    const errors: readonly unknown[] = value.errors
    return { name, message, errors: errors.map((each) => readable(each, depth + 1)) }
  }
  return {
    name,
    message,
    stack: stack === undefined ? undefined : withoutTokens(stack),
    cause: readable(cause, depth + 1),
  }
}

const withoutTokens = (text: string): string => text.replace(TOKEN_IN_URL, '$1[redacted]')
