import type { IncomingMessage, ServerResponse } from 'node:http'
import { contentPolicy, type PageLiberties, securityHeaders } from './security-headers.ts'
import type { StaticFile } from './static-files.ts'

/** What a request is answered with. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

export const textAnswer = (
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({ status, type: 'text/plain; charset=utf-8', body: `${text}\n`, headers })

export const jsonAnswer = (
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({ status, type: 'application/json', body: `${JSON.stringify(value)}\n`, headers })

/** A file, or 304 when the browser has it. */
export function fileAnswer(file: StaticFile, request: IncomingMessage): Answer {
  const caching = file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache'
  const isKnown = request.headers['if-none-match'] === file.etag
  return {
    status: isKnown ? 304 : 200,
    type: file.type,
    body: isKnown ? '' : file.body,
    headers: { 'Cache-Control': caching, ETag: file.etag },
  }
}

/** A page that may do more than others. */
export function pageAnswer(
  file: StaticFile,
  request: IncomingMessage,
  liberties: PageLiberties,
): Answer {
  const answer = fileAnswer(file, request)
  const policy = contentPolicy(request.headers.host, liberties)
  return { ...answer, headers: { ...answer.headers, 'Content-Security-Policy': policy } }
}

export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, body, headers }: Answer,
): void {
  response.writeHead(status, {
    'Cache-Control': 'no-store',
    ...securityHeaders(request.headers.host),
    'Content-Type': type,
    ...(status === 304 ? {} : { 'Content-Length': Buffer.byteLength(body) }),
    ...headers,
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}
