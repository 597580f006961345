import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback } from './loopback.ts'

// Scheme, host and port, and nothing else: no user, no path.
const ORIGIN = /^([a-z][a-z\d+.-]*):\/\/(\[[\da-f:.]+\]|[^\s/?#@:[\]\\]+)(?::(\d{1,5}))?$/i
const HOST = /^(\[[\da-f:.]+\]|[^\s/?#@:[\]\\,]+)(?::\d*)?$/i
const LONGEST_SHOWN = 60

/**
 * Which web pages may connect: `*` for all, or a list of origins (`https://app.example.org`, exactly so, port included)
 * and of host names (`app.example.org`: with any scheme and port). Pages from the host name that the request itself was
 * sent to always may.
 */
export type AllowedOrigins = '*' | readonly string[]

interface Origin {
  readonly scheme: string
  /** Lower case, without a dot at the end. */
  readonly host: string
  readonly port: string
}

/**
 * Makes the check that keeps other sites' pages away: a browser lets any page connect anywhere, with the reader's cookies.
 * Its answer is words for whoever must be refused, in at most 123 bytes, or undefined. Whoever sends no origin is no
 * browser, and may. Names of this machine (`localhost`, 127.0.0.1, `[::1]`) count as the same host name.
 *
 * @throws {TypeError} When an entry is neither an origin nor a host name.
 */
export function createOriginCheck(
  allowed: AllowedOrigins,
): (headers: Pick<IncomingHttpHeaders, 'origin' | 'host'>) => string | undefined {
  if (allowed === '*') return () => undefined
  const entries = allowed.map(parseEntry)
  return ({ origin: text, host }) => {
    if (text === undefined) return undefined
    const origin = parseOrigin(text)
    if (origin && (isSameHost(origin.host, hostOf(host)) || entries.some((fits) => fits(origin))))
      return undefined
    const shown = origin && text.length <= LONGEST_SHOWN ? text : 'this origin'
    return `pages from ${shown} may not connect here unless it is allowed`
  }
}

function parseEntry(entry: string): (origin: Origin) => boolean {
  const wanted = parseOrigin(entry)
  if (wanted)
    return ({ scheme, host, port }) =>
      scheme === wanted.scheme && host === wanted.host && port === wanted.port
  const name = /:\d/.test(entry) && !entry.startsWith('[') ? undefined : hostOf(entry)
  // A pattern would look as if it worked.
  if (name === undefined || entry === 'null' || entry.includes('*'))
    throw new TypeError(
      `Cannot allow the origin "${entry}": write one like https://app.example.org, a host name, or "*" for all`,
    )
  return ({ host }) => host === name
}

function parseOrigin(text: string): Origin | undefined {
  const [, scheme, host, port = ''] = ORIGIN.exec(text) ?? []
  if (scheme === undefined || host === undefined) return undefined
  const lower = scheme.toLowerCase()
  return { scheme: lower, host: bare(host), port: port === defaultPorts.get(lower) ? '' : port }
}

const defaultPorts = new Map([
  ['http', '80'],
  ['https', '443'],
])

function hostOf(header: string | undefined): string | undefined {
  const host = HOST.exec(header ?? '')?.[1]
  return host === undefined ? undefined : bare(host)
}

const bare = (host: string): string => host.toLowerCase().replace(/\.$/, '')

function isSameHost(one: string, other: string | undefined): boolean {
  return other !== undefined && (one === other || (isLoopback(one) && isLoopback(other)))
}
