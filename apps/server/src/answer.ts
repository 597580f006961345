import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { compressed, encodingFor, isCompressible } from './compression.ts'
import { contentPolicy, type PageLiberties, securityHeaders } from './security-headers.ts'
import type { StaticFile } from './static-files.ts'

/** A body that is read while it leaves, no faster than the other end takes it. */
export interface BodyInPieces {
  readonly bytes: number
  readonly pieces: AsyncIterable<Uint8Array>
}

/** What a request is answered with. */
export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string | Buffer | BodyInPieces
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

/** A file, in the smallest form that the browser takes, or 304 when it has it. */
export function fileAnswer(file: StaticFile, request: IncomingMessage): Answer {
  const varies = isCompressible(file)
  const { 'accept-encoding': accepted, 'if-none-match': known } = request.headers
  const encoding = varies ? encodingFor([accepted].flat().join()) : undefined
  const etag = encoding ? file.etag.replace(/"$/, `-${encoding}"`) : file.etag
  const isKnown = known === etag
  return {
    status: isKnown ? 304 : 200,
    type: file.type,
    body: isKnown ? '' : encoding ? compressed(file, encoding) : file.body,
    headers: {
      'Cache-Control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      ETag: etag,
      ...(varies && { Vary: 'Accept-Encoding' }),
      ...(encoding && !isKnown && { 'Content-Encoding': encoding }),
    },
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

/** Resolves when the answer has left. Rejects when it could not be sent whole. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, body, headers }: Answer,
): Promise<void> {
  const isWhole = typeof body === 'string' || Buffer.isBuffer(body)
  const bytes = isWhole ? Buffer.byteLength(body) : body.bytes
  response.writeHead(status, {
    'Cache-Control': 'no-store',
    ...securityHeaders(request.headers.host),
    'Content-Type': type,
    ...(status === 304 ? {} : { 'Content-Length': bytes }),
    ...headers,
  })
  if (request.method === 'HEAD') response.end()
  else if (isWhole) response.end(body)
  else await pipeline(Readable.from(body.pieces, { objectMode: false }), response)
}
