import type { IncomingMessage } from 'node:http'
import { textAnswer, type Answer } from '../answer.ts'
import type { AcceptedBody } from './endpoint.ts'

/** What all requests together may hold in memory of bodies that are still coming, in bytes. */
const MAX_TOGETHER_BYTES = 64 * 1024 * 1024

/** A body, or the answer for whoever sent one that is not taken. */
export type ReadBody =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly answer: Answer }

let togetherBytes = 0

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

export const contentTypeOf = ({ headers }: IncomingMessage): string =>
  (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

/** Why a body is not worth reading, from what its headers say; undefined if it is. */
export function bodyRefusal(
  request: IncomingMessage,
  accepts: AcceptedBody | undefined,
): Answer | undefined {
  if (!hasBody(request)) return undefined
  if (!accepts) return textAnswer(413, 'Nothing is to be sent here.')
  if (!accepts.types.includes(contentTypeOf(request)))
    return textAnswer(415, `Send it as ${accepts.types.join(', ')}.`)
  return Number(request.headers['content-length'] ?? 0) > accepts.maxBytes
    ? tooLarge(accepts.maxBytes)
    : undefined
}

/**
 * Reads a body of at most `maxBytes`. What comes of a longer one is thrown away, so that its sender can read the answer.
 *
 * Rejects when the other end goes away before the body's end.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<ReadBody> {
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise<ReadBody>((resolve, reject) => {
    const refuse = (answer: Answer): void => {
      request.removeAllListeners('data')
      request.resume()
      resolve({ ok: false, answer })
    }
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength
      togetherBytes += chunk.byteLength
      chunks.push(chunk)
      if (bytes > maxBytes) refuse(tooLarge(maxBytes))
      else if (togetherBytes > MAX_TOGETHER_BYTES)
        refuse(textAnswer(503, 'Too much is being sent here at once; try again.'))
    })
    request.on('end', () => resolve({ ok: true, body: Buffer.concat(chunks) }))
    request.on('error', reject)
    request.on('close', () => reject(new Error('The other end went away')))
  }).finally(() => {
    togetherBytes -= bytes
  })
}

const tooLarge = (maxBytes: number): Answer =>
  textAnswer(413, `At most ${maxBytes} bytes may be sent here.`)
