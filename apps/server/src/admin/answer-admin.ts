import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log } from '@weft/server'
import { ownOriginRefusal } from '../endpoints/own-origin.ts'
import { hasBody } from '../endpoints/read-body.ts'
import { AdminRefusal, type AdminAnswer, type AdminRoute } from './admin-route.ts'
import type { AdminRights } from './admin-tokens.ts'
import { findRoute, type FoundRoute } from './find-route.ts'
import { sendAdminAnswer } from './send-admin-answer.ts'

/** How long somebody who is refused may go on sending, so that the answer can be read; in milliseconds. */
const LAST_BODY_MS = 1_000

export interface AdminHandlerOptions {
  readonly routes: readonly AdminRoute[]
  /** Words for a request that must not be answered at all. */
  readonly refuse: (request: IncomingMessage) => string | undefined
  /** Who asks, for the log and for counting wrong tokens. */
  readonly fromWhere: (request: IncomingMessage) => string
  readonly rightsOf: (request: IncomingMessage, from: string) => AdminRights
  /** What is for everybody who gets here: the page's files. */
  readonly page: (request: IncomingMessage, path: string) => AdminAnswer | undefined
  /** Whose version those inside are told. */
  readonly version: string
  /** Fires when the listener ends. */
  readonly ending: AbortSignal
  readonly log: Log
}

/** Answers one request. Never rejects. */
export async function answerAdmin(
  request: IncomingMessage,
  response: ServerResponse,
  options: AdminHandlerOptions,
): Promise<void> {
  const { log, ending } = options
  const gone = new AbortController()
  response.once('close', () => gone.abort(new Error('The other end went away')))
  const signal = AbortSignal.any([gone.signal, ending])
  try {
    const answer = await answerFor(request, response, options, signal).catch((error: unknown) => {
      const refusal = error instanceof AdminRefusal ? error : undefined
      const isFault = refusal === undefined || refusal.status >= 500
      if (isFault && !signal.aborted) log({ level: 'error', event: 'admin-request-failed', error })
      if (refusal) return refused(refusal.status, refusal.message)
      return refused(500, 'Something went wrong here; the log has the details.')
    })
    // A stream may be made of what comes while it leaves.
    if (!('stream' in answer) && hasBody(request) && !request.complete) endUnread(request, response)
    await sendAdminAnswer(request, response, answer, signal)
  } catch (error) {
    response.destroy()
    if (!signal.aborted) log({ level: 'error', event: 'admin-answer-broken-off', error })
  }
}

async function answerFor(
  request: IncomingMessage,
  response: ServerResponse,
  options: AdminHandlerOptions,
  signal: AbortSignal,
): Promise<AdminAnswer> {
  const { routes, refuse, fromWhere, rightsOf, page, version, log } = options
  const [path = '', search = ''] = (request.url ?? '').split(/\?(.*)/s, 2)
  const from = fromWhere(request)
  const turnAway = (status: number, reason: string): AdminAnswer => {
    log({ level: 'warn', event: 'admin-refused', status, reason, from })
    return refused(status, `Refused: ${reason}.`)
  }
  const unwanted = refuse(request)
  if (unwanted !== undefined) return turnAway(403, unwanted)
  const file = page(request, path)
  if (file) return file
  const rights = rightsOf(request, from)
  if (rights.as === 'nobody') {
    if (rights.status === 401) response.setHeader('WWW-Authenticate', 'Bearer')
    return turnAway(rights.status, rights.reason)
  }
  response.setHeader('Weft-Version', version)
  const found = findRoute(routes, request.method, path)
  if (found.found !== 'route') return refuseNotFound(found, response)
  const { route, document } = found
  if (rights.as !== 'admin' && route.who !== rights.as)
    return turnAway(403, 'this token is for metrics only')
  const stranger = route.method === 'GET' ? undefined : ownOriginRefusal(request.headers)
  if (stranger !== undefined) return turnAway(403, stranger)
  if (route.method !== 'GET') {
    const { method, path: what } = route
    log({ level: 'info', event: 'admin-request', method, path: what, ...named(document), from })
  }
  const query = new URLSearchParams(search)
  return route.answer({ document, query, body: request, signal })
}

const named = (document: string | undefined) => (document === undefined ? {} : { document })

function refuseNotFound(
  found: Exclude<FoundRoute, { found: 'route' }>,
  response: ServerResponse,
): AdminAnswer {
  if (found.found === 'bad-name') return refused(400, `Cannot do that: ${found.reason}.`)
  if (found.found === 'nothing') return refused(404, 'Not found: there is no such thing to ask.')
  const methods = found.methods.join(', ')
  response.setHeader('Allow', methods)
  return refused(405, `Only ${methods} can be asked here.`)
}

const refused = (status: number, error: string): AdminAnswer => ({ status, json: { error } })

/** The answer leaves before all was read. */
function endUnread(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Connection', 'close')
  request.resume()
  const timer = setTimeout(() => request.destroy(), LAST_BODY_MS)
  timer.unref()
  request.once('close', () => clearTimeout(timer))
}
