import type { IncomingMessage } from 'node:http'
import { createTrustedProxies, type TrustedProxies } from '@weft/server'
import { textAnswer, type Answer } from '../answer.ts'
import { METHODS, type Asked, type Endpoint, type Handler, type Method } from './endpoint.ts'
import { ownOriginRefusal } from './own-origin.ts'
import { bodyRefusal, contentTypeOf, hasBody, readBody } from './read-body.ts'
import { requesterOf } from './requester.ts'

/**
 * Answers a request to an endpoint, after what holds for all of them: the method is one of its own, what changes
 * something comes from our own pages, and a body is of the right kind and size.
 *
 * @param path What follows `/_weft/`.
 * @param proxies Who is believed when it says for whom it asks. @default nobody
 */
export async function answerEndpoint(
  endpoint: Endpoint,
  path: string,
  search: string,
  request: IncomingMessage,
  proxies: TrustedProxies = createTrustedProxies([]),
): Promise<Answer> {
  const method = methodOf(request)
  const handler = method && endpoint.methods[method]
  if (!handler) return methodRefusal(endpoint)
  const stranger = method === 'GET' ? undefined : ownOriginRefusal(request.headers)
  if (stranger !== undefined) return textAnswer(403, `Refused: ${stranger}.`)

  const asked: Asked = {
    who: requesterOf(request, proxies),
    isHttps: proxies.isHttps(request),
    rest: path.slice(endpoint.path.length),
    query: new URLSearchParams(search),
    body: Buffer.alloc(0),
    contentType: hasBody(request) ? contentTypeOf(request) : '',
  }
  const refusal = bodyRefusal(request, handler.accepts) ?? (await handler.refuse?.(asked))
  return refusal ?? withBody(handler, asked, request)
}

async function withBody(handler: Handler, asked: Asked, request: IncomingMessage): Promise<Answer> {
  if (!handler.accepts || !hasBody(request)) return handler.answer(asked)
  const read = await readBody(request, handler.accepts.maxBytes)
  return read.ok ? handler.answer({ ...asked, body: read.body }) : read.answer
}

function methodOf({ method }: IncomingMessage): Method | undefined {
  return METHODS.find((each) => each === (method === 'HEAD' ? 'GET' : method))
}

function methodRefusal({ methods }: Endpoint): Answer {
  const allowed = METHODS.filter((method) => methods[method]).flatMap((method) =>
    method === 'GET' ? ['GET', 'HEAD'] : [method],
  )
  return textAnswer(405, `Only ${allowed.join(', ')} can be asked here.`, {
    Allow: allowed.join(', '),
  })
}
