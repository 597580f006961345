import type { Requester } from '@weft/server'
import { bearerIn } from '../endpoints/requester.ts'
import { cookieIn } from './session-cookie.ts'

/**
 * The token that somebody brings: from the greeting or the query, else from an Authorization header, else from a cookie.
 * Only the first that is there counts.
 *
 * @param cookie The cookie's name; undefined: cookies hold none.
 */
export function tokenIn(who: Requester, cookie: string | undefined): string | undefined {
  const fromCookie = cookie === undefined ? undefined : cookieIn(who.headers, cookie)
  return who.token || bearerIn(who.headers) || fromCookie || undefined
}
