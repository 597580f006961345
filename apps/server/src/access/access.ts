import type { IncomingMessage } from 'node:http'
import type { Authorize, Requester } from '@weft/server'
import type { Answer } from '../answer.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'

/** How people are let in: `open`, everybody; `password`, who knows the one that all share. */
export type AccessMode = 'open' | 'password'

/** The way in that is in force. */
export interface Access {
  readonly mode: AccessMode
  /** Who may do what with documents; knows nothing of links. */
  readonly authorize: Authorize
  /** Words, of at most 123 bytes, for a request that must not be answered at all. */
  readonly refuse: (request: IncomingMessage) => string | undefined
  /** The same for a WebSocket, beside {@link refuse}. */
  readonly refuseUpgrade: (request: IncomingMessage) => string | undefined
  /** What somebody gets in place of a page that is not for everybody; undefined for who may have it. */
  readonly signInFirst: (who: Requester, url: string) => Answer | undefined
  /** Its own, beside those of the pages. */
  readonly endpoints: readonly Endpoint[]
}
