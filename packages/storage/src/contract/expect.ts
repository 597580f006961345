import { StorageError, type StorageErrorCode } from '../errors.ts'

// The suite runs under any test runner, so it brings the few assertions it needs.

export function expectTrue(condition: boolean, what: string): void {
  if (!condition) throw new Error(`expected ${what}`)
}

/** Deep equality of plain data and bytes. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const left = show(actual)
  const right = show(expected)
  if (left !== right) throw new Error(`${what}: expected ${shorten(right)}, got ${shorten(left)}`)
}

/** That the promise rejects, with a {@link StorageError} of this code or with this class of error. */
export async function expectRejection(
  promise: Promise<unknown>,
  expected: StorageErrorCode | typeof RangeError | typeof TypeError,
  what: string,
): Promise<void> {
  let error: unknown
  try {
    await promise
  } catch (caught) {
    error = caught
  }
  if (typeof expected === 'string') {
    const code = error instanceof StorageError ? error.code : error
    expectTrue(code === expected, `${what} to reject with ${expected}, got ${String(code)}`)
  } else {
    expectTrue(
      error instanceof expected,
      `${what} to reject with ${expected.name}, got ${String(error)}`,
    )
  }
}

// The order of keys says nothing, nor does a key that holds undefined.
function show(value: unknown): string {
  if (value instanceof Uint8Array) return `bytes ${value.length}: ${value.join(' ')}`
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' ? JSON.stringify(value) : String(value)
  }
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  entries.sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${entries.map(([key, part]) => `${key}: ${show(part)}`).join(', ')}}`
}

function shorten(text: string): string {
  return text.length > 2000 ? `${text.slice(0, 2000)}… (${text.length} characters)` : text
}
