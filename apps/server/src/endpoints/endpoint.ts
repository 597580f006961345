import type { Requester } from '@weft/server'
import type { Answer } from '../answer.ts'

/** What may be asked of an endpoint. HEAD is answered as GET is, without the body. */
export const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const
export type Method = (typeof METHODS)[number]

/** One request to an endpoint, as far as it has been checked. */
export interface Asked {
  readonly who: Requester
  /** What follows the endpoint's path, still with its escapes; empty where the path is the whole. */
  readonly rest: string
  readonly query: URLSearchParams
  /** Whether it came by https: to us, or, as a trusted proxy says, to that. */
  readonly isHttps: boolean
  /** All of it, of one of the accepted types and within the bound; empty for a handler that takes none. */
  readonly body: Buffer
  /** The body's media type in lower case, without parameters; empty where there is none. */
  readonly contentType: string
}

/** The body that a handler takes. */
export interface AcceptedBody {
  /** Media types in lower case, without parameters; another is answered with 415. */
  readonly types: readonly string[]
  /** A longer one is answered with 413. */
  readonly maxBytes: number
}

/**
 * Answers one method. Whether the requester may is its own business: ask `authorize` with the action that it means
 * (`refusalOf` does), and take everything in the request as a stranger's.
 */
export interface Handler {
  /** Without it, a request with a body is answered with 413. */
  readonly accepts?: AcceptedBody
  /**
   * Asked before a body is read, with an empty one: words for whoever may not send it save the reading.
   */
  readonly refuse?: (asked: Asked) => Promise<Answer | undefined>
  readonly answer: (asked: Asked) => Answer | Promise<Answer>
}

/** Something that is asked over HTTP, below `/_weft/`. */
export interface Endpoint {
  /** The whole of what follows `/_weft/`, or, with a slash at its end, how that begins. */
  readonly path: string
  readonly methods: Readonly<Partial<Record<Method, Handler>>>
}

/** The endpoint for a path below `/_weft/`: the one that names it whole, else the longest beginning. */
export function findEndpoint(endpoints: readonly Endpoint[], path: string): Endpoint | undefined {
  let found: Endpoint | undefined
  for (const endpoint of endpoints) {
    const isBeginning = endpoint.path.endsWith('/')
    if (!isBeginning && endpoint.path === path) return endpoint
    const fits = isBeginning && path.length > endpoint.path.length && path.startsWith(endpoint.path)
    if (fits && endpoint.path.length > (found?.path.length ?? 0)) found = endpoint
  }
  return found
}
