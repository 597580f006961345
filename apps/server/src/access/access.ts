import type { IncomingMessage } from 'node:http'
import type { Authorize, Requester } from '@weft/server'
import type { Answer } from '../answer.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'

/**
 * How people are let in: `open`, everybody; `password`, who knows the one that all share; `jwt`, who has a token that the
 * application signed; `webhook`, whom the application lets in when it is asked; `module`, whom the operator's code lets in;
 * `header`, whom a proxy says it is.
 */
export type AccessMode = 'open' | 'password' | 'jwt' | 'webhook' | 'module' | 'header'

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
  readonly signInFirst: (who: Requester, url: string) => Promise<Answer | undefined>
  /** Which documents are told to somebody who may ask for a list. */
  readonly visibleTo: (who: Requester) => Promise<(document: string) => boolean>
  /** Whoever is asked about next must be asked about anew, whatever was said a moment ago. */
  readonly forget: () => void
  /** Ends what it does now and then. */
  readonly close: () => void
  /** Its own, beside those of the pages. */
  readonly endpoints: readonly Endpoint[]
}

/** All documents are told to whoever may ask for a list. */
export const allVisible: Access['visibleTo'] = async () => () => true
