import type { Requester } from '@weft/server'
import type { Asked } from '../endpoints/endpoint.ts'
import { SESSION_MS } from './session-tokens.ts'

type Headers = Requester['headers']

/** A cookie's value in a request's headers. */
export function cookieIn(headers: Headers, name: string): string | undefined {
  const header = headers['cookie']
  const text = typeof header === 'string' ? header : (header?.join('; ') ?? '')
  for (const pair of text.split(';')) {
    const [key, value] = pair.split(/=(.*)/s, 2)
    if (key?.trim() === name) return value?.trim()
  }
  return undefined
}

/** What decides how a cookie is set. */
type From = Pick<Asked, 'who' | 'isHttps'>

/**
 * The header that gives a browser its session. Lax, so that a link in a mail or a chat leads to the document and not to
 * the sign-in page; what changes something is taken from our own pages alone, whatever cookies come with it.
 *
 * @param asked What is answered. Its `Origin`, which the browser itself writes, tells whether the page has come over https
 * also where the proxy is not trusted.
 */
export function sessionCookie(name: string, token: string, asked: From): string {
  return cookie(name, token, SESSION_MS / 1000, asked)
}

/** The header that takes the session from a browser. */
export const noSessionCookie = (name: string, asked: From): string => cookie(name, '', 0, asked)

function cookie(
  name: string,
  value: string,
  maxAgeSeconds: number,
  { who, isHttps }: From,
): string {
  const origin = String(who.headers['origin'] ?? '')
  const isSecure = origin.startsWith('http:') ? false : isHttps || origin.startsWith('https://')
  return [
    `${name}=${value}`,
    'Path=/',
    `Max-Age=${maxAgeSeconds}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(isSecure ? ['Secure'] : []),
  ].join('; ')
}
