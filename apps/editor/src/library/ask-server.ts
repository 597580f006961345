import { basePath } from '../browser/base-path.ts'

/** What came of asking the server. */
export type Asked<T> =
  | { readonly is: 'answered'; readonly value: T }
  /** It does not do that for us. */
  | { readonly is: 'refused' }
  /** There is no such thing. */
  | { readonly is: 'not-there' }
  /** It could not be reached, or what it said makes no sense. */
  | { readonly is: 'failed' }

/**
 * Asks one of the server's own endpoints.
 *
 * @param path What follows `/_weft/`.
 * @param read Makes something of the answer, which may be anything; undefined when nothing can be made of it.
 */
export async function askServer<T>(
  path: string,
  read: (answer: unknown) => T | undefined,
  init: Pick<RequestInit, 'method' | 'signal'> = {},
): Promise<Asked<T>> {
  try {
    const response = await fetch(`${basePath}_weft/${path}`, init)
    if (response.status === 404) return { is: 'not-there' }
    if (!response.ok) return { is: response.status < 500 ? 'refused' : 'failed' }
    const value = read(await response.json())
    return value === undefined ? { is: 'failed' } : { is: 'answered', value }
  } catch {
    // Not reachable, not JSON, or no longer wanted.
    return { is: 'failed' }
  }
}
