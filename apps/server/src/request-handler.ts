import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Log, Requester, TrustedProxies, UnsavedDocument } from '@weft/server'
import { AccessUnavailable } from './access/access-unavailable.ts'
import { fileAnswer, jsonAnswer, sendAnswer, textAnswer, type Answer } from './answer.ts'
import { documentPageAnswer, editorFileAnswer, viewPageAnswer } from './editor-answer.ts'
import type { EditorFiles } from './editor-files.ts'
import { answerEndpoint } from './endpoints/answer-endpoint.ts'
import { findEndpoint, type Endpoint } from './endpoints/endpoint.ts'
import { requesterOf } from './endpoints/requester.ts'
import { answerAbove, targetBelow } from './proxy/path-prefix.ts'
import { answerFromPages } from './pages.ts'
import { routeOf, type Route } from './route.ts'
import type { StaticFiles } from './static-files.ts'
import { totalsOf } from './unsaved-report.ts'

/** What the HTTP side of the port needs. */
export interface RequestHandlerOptions {
  /** Undefined when the editor is not served. */
  readonly editor: EditorFiles | undefined
  /** Undefined when no application's files are served. */
  readonly pages: StaticFiles | undefined
  /** What can be asked below `/_weft/` besides the editor's files. */
  readonly endpoints: readonly Endpoint[]
  /** Words for whoever must not be answered. */
  readonly refuse: (request: IncomingMessage) => string | undefined
  /** What somebody gets in place of a page who must sign in first; undefined for who may have it. */
  readonly signInFirst: (who: Requester, url: string) => Promise<Answer | undefined>
  /** What all paths begin with; begins and ends with a slash. @default '/' */
  readonly pathPrefix?: string
  /** Who is believed when it says for whom it asks. */
  readonly proxies: TrustedProxies
  /** Whether it is about to stop. */
  readonly isDraining: () => boolean
  readonly isSaving: () => boolean
  /** What is not on disk yet, by document. */
  readonly unsaved: () => readonly UnsavedDocument[]
  /** Counts by name, beside what the server counts. */
  readonly count: (event: string) => void
  readonly log: Log
}

const NO_EDITOR = 'the editor is not served here'

const ABOUT =
  'This is a Weft sync server. Documents are at ws://<this host>/<document name>, for Yjs clients.'

/** Answers everything on the port that is not a WebSocket. */
export function createRequestHandler(
  options: RequestHandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { pathPrefix = '/' } = options
  return (request, response) => {
    const target = targetBelow(request.url ?? '', pathPrefix)
    if (target === undefined) {
      sendAnswer(request, response, notBelow(request.url, pathPrefix)).catch(() =>
        response.destroy(),
      )
      return
    }
    request.url = target
    answerRequest(request, options)
      .catch((error: unknown): Answer => {
        if (error instanceof AccessUnavailable) return cannotTell(error, options.log)
        const message = error instanceof Error ? error.message : String(error)
        options.log({ level: 'error', event: 'request-failed', message })
        return textAnswer(500, 'Something went wrong here; the log has the details.')
      })
      .then((answer) => {
        tellRefusal(answer, request, options)
        return sendAnswer(request, response, answerAbove(answer, pathPrefix))
      })
      .catch(() => response.destroy())
  }
}

export async function answerRequest(
  request: IncomingMessage,
  options: RequestHandlerOptions,
): Promise<Answer> {
  const refusal = options.refuse(request)
  if (refusal !== undefined) return textAnswer(403, `Refused: ${refusal}.`)
  const route = routeOf(request.url ?? '', options.editor !== undefined)
  const endpoint = route.to === 'own' ? findEndpoint(options.endpoints, route.path) : undefined
  if (route.to === 'own' && endpoint)
    return answerEndpoint(endpoint, route.path, route.search, request, options.proxies)
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return textAnswer(405, 'Only GET and HEAD are answered here.', { Allow: 'GET, HEAD' })
  const isAboutServer = route.to === 'health' || route.to === 'readiness'
  const page = isAboutServer || !options.pages ? undefined : answerFromPages(options.pages, request)
  const isForThoseInside = page !== undefined || route.to === 'start' || route.to === 'page'
  const signIn = isForThoseInside
    ? await options.signInFirst(requesterOf(request, options.proxies), request.url ?? '/')
    : undefined
  return signIn ?? page ?? answerRoute(route, request, options)
}

function answerRoute(
  route: Route,
  request: IncomingMessage,
  { editor, isDraining, isSaving, unsaved }: RequestHandlerOptions,
): Answer {
  switch (route.to) {
    case 'health':
      // Also while storage fails: whoever restarts what looks dead loses what only memory has.
      return jsonAnswer(200, { status: 'ok' })
    case 'readiness':
      if (isDraining()) return jsonAnswer(503, { status: 'draining' })
      return isSaving()
        ? jsonAnswer(200, { status: 'ok' })
        : jsonAnswer(503, { status: 'not-saving', unsaved: totalsOf(unsaved()) })
    case 'start':
      return editor ? fileAnswer(editor.page, request) : textAnswer(200, ABOUT)
    case 'page':
      return editor ? documentPageAnswer(editor, route, request) : textAnswer(200, ABOUT)
    case 'view':
      return editor ? viewPageAnswer(editor, request) : notFound(NO_EDITOR)
    case 'own': {
      if (!editor) return notFound(NO_EDITOR)
      const file = editorFileAnswer(editor, route.path, request)
      return file ?? notFound('the editor has no such file')
    }
    case 'document':
      return textAnswer(426, 'This is a document for Yjs clients: connect with a WebSocket.', {
        Connection: 'close, Upgrade',
        Upgrade: 'websocket',
      })
    case 'nothing':
      return notFound(route.because)
  }
}

/**
 * Counts somebody who may not have what they asked for, and writes a line. Not what they asked for: that may be a read-only link.
 */
function tellRefusal(
  { status, type, body }: Answer,
  request: IncomingMessage,
  { proxies, count, log }: RequestHandlerOptions,
): void {
  if (status !== 401 && status !== 403 && status !== 426) return
  count(`refused.${status}`)
  // A page says the same at length.
  const reason = typeof body === 'string' && type.startsWith('text/plain') ? body.trim() : 'a page'
  const level = status === 426 ? 'debug' : 'info'
  log({ level, event: 'request-refused', status, reason, from: proxies.addressOf(request) })
}

/** What is asked for beside the prefix; without its last slash, it is what the reader means. */
const notBelow = (target: string | undefined, prefix: string): Answer =>
  `${target}/` === prefix
    ? textAnswer(302, `The start is at ${prefix}`, { Location: prefix })
    : notFound(`everything here is below ${prefix}`)

const notFound = (because: string): Answer => textAnswer(404, `Not found: ${because}.`)

function cannotTell({ message }: AccessUnavailable, log: Log): Answer {
  log({ level: 'error', event: 'hook-failed', hook: 'authorize', message })
  return textAnswer(503, 'This server cannot tell now whether you may. Try again soon.', {
    'Retry-After': '5',
  })
}
