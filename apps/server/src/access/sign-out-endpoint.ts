import type { Answer } from '../answer.ts'
import type { Asked, Endpoint } from '../endpoints/endpoint.ts'
import { browserSessionOf, type Keys } from './identify.ts'
import { noSessionCookie } from './session-cookie.ts'

/**
 * `POST sign-out`: ends the session of this browser, in all its tabs. What the browser keeps of pages and pictures goes, too;
 * browsers do that where they trust the connection: over https, and on this machine.
 *
 * @param reauthorize Asks anew what those may do who are connected.
 */
export function signOutEndpoint(keys: Keys, reauthorize: () => Promise<void>): Endpoint {
  const answer = async (asked: Asked): Promise<Answer> => {
    const { who } = asked
    const session = browserSessionOf(keys, who)
    if (session) {
      await keys.ended.end(session, keys.wallTime())
      await reauthorize()
    }
    const headers = {
      'Set-Cookie': noSessionCookie(keys.cookieName, asked),
      'Clear-Site-Data': '"cache"',
    }
    return { status: 204, type: 'text/plain; charset=utf-8', body: '', headers }
  }
  return { path: 'sign-out', methods: { POST: { answer } } }
}
