import type { IncomingMessage } from 'node:http'
import type { Action, Authorization, Authorize, Requester, TrustedProxies } from '@weft/server'
import type { DocumentName } from '@weft/protocol'
import { textAnswer, type Answer } from '../answer.ts'

/** Who asks, as far as the request tells. Nothing in it is verified. */
export function requesterOf(request: IncomingMessage, proxies: TrustedProxies): Requester {
  const { headers } = request
  return { token: bearerIn(headers), headers, address: proxies.addressOf(request) }
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
  return authorization.allowed ? undefined : refusalAnswer(authorization)
}

/** The same, when it was asked already. */
export function refusalAnswer(refusal: Refused): Answer {
  return textAnswer(statuses[refusal.because], refusal.reason)
}

type Refused = Authorization & { readonly allowed: false }

const statuses: Readonly<Record<Refused['because'], number>> = {
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
}
