import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { contentPolicy } from '../security-headers.ts'
import type { AdminAnswer } from './admin-route.ts'

/** Sent with every answer. */
export const adminHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': contentPolicy(undefined),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const

/** Resolves when the answer has left, or the other end has gone; a stream that throws breaks the connection off and rejects. */
export async function sendAdminAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: AdminAnswer,
  signal: AbortSignal,
): Promise<void> {
  if ('stream' in answer) {
    response.writeHead(200, { ...adminHeaders, 'Content-Type': answer.type })
    if (request.method === 'HEAD') response.end()
    else await pipeline(Readable.from(answer.stream, { objectMode: false }), response, { signal })
    return
  }
  const isJson = 'json' in answer
  const body = isJson ? `${JSON.stringify(answer.json)}\n` : answer.text
  response.writeHead(answer.status ?? 200, {
    ...adminHeaders,
    'Content-Type': isJson ? 'application/json' : (answer.type ?? 'text/plain; charset=utf-8'),
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}
