import type { IncomingMessage } from 'node:http'
import type { Action, Authorize, Requester } from '@weft/server'
import type { DocumentName } from '@weft/protocol'
import { textAnswer, type Answer } from '../answer.ts'

/** Who asks, as far as the request tells. Nothing in it is verified. */
export function requesterOf(request: IncomingMessage): Requester {
  const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  return { token, headers: request.headers, address: request.socket.remoteAddress ?? '' }
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
