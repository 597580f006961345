import type { IncomingMessage } from 'node:http'
import type { Action, Authorize, Requester } from '@weft/server'
import type { DocumentName } from '@weft/protocol'
import { textAnswer, type Answer } from '../answer.ts'

/** Who asks, as far as the request tells. Nothing in it is verified. */
export function requesterOf({ headers, socket }: IncomingMessage): Requester {
  return { token: bearerIn(headers), headers, address: socket.remoteAddress ?? '' }
}

/** The token in an Authorization header; a WebSocket's requester has it in no other place. */
export function bearerIn({ authorization }: Requester['headers']): string | undefined {
  return /^Bearer (.+)$/i.exec(String(authorization ?? ''))?.[1]
}

/** The answer for somebody who may not do that; undefined for who may. */
export async function refusalOf(
  authorize: Authorize,
  who: Requester,
  action: Action,
  document: DocumentName | undefined,
): Promise<Answer | undefined> {
  const authorization = await authorize(who, action, document)
  if (authorization.allowed) return undefined
  const status = authorization.because === 'unauthenticated' ? 401 : 403
  return textAnswer(status, authorization.reason)
}
