import { createHash, createHmac } from 'node:crypto'
import type { DocumentName } from '@weft/protocol'
import type { Requester } from '@weft/server'
import { tokenIn } from '../token-in.ts'

/** Longer tokens are not passed on, in characters. */
const MAX_TOKEN_LENGTH = 8_192
/** Longer headers are not passed on, in characters. */
const MAX_HEADER_LENGTH = 8_192

/** What the application is asked: what may this one do with that document, or, without one, with the list of all? */
export interface WebhookQuestion {
  /** Its JSON. */
  readonly body: string
  /** Tells it from all others; no token can be had from it. */
  readonly key: string
}

/**
 * @param headers Which headers of the requester are passed on, in lower case.
 * @param cookie The cookie that may hold the token.
 * @returns undefined when what somebody brings is too long to be passed on.
 */
export function webhookQuestion(
  who: Requester,
  document: DocumentName | undefined,
  headers: readonly string[],
  cookie: string | undefined,
): WebhookQuestion | undefined {
  const token = tokenIn(who, cookie) ?? null
  const passedOn = headers.flatMap((name) => {
    const value = who.headers[name]
    return value === undefined ? [] : [[name, [value].flat().join(', ')] as const]
  })
  if ((token?.length ?? 0) > MAX_TOKEN_LENGTH) return undefined
  if (passedOn.some(([, value]) => value.length > MAX_HEADER_LENGTH)) return undefined
  const body = JSON.stringify({
    version: 1,
    document: document ?? null,
    token,
    address: who.address,
    headers: Object.fromEntries(passedOn),
  })
  return { body, key: createHash('sha256').update(body).digest('base64url') }
}

/**
 * The headers that show the application that it is this server that asks, and when: an HMAC-SHA256 of the time, a dot and the
 * body, as many webhooks have it.
 *
 * @param nowMs In milliseconds since 1970.
 */
export function signatureHeaders(
  secret: string,
  body: string,
  nowMs: number,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(nowMs / 1000))
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
  return { 'weft-timestamp': timestamp, 'weft-signature': `v1=${signature}` }
}
