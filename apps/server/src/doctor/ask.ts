import { once } from 'node:events'
import { request as requestPlain, type IncomingMessage } from 'node:http'
import { request as requestSecure } from 'node:https'
import { wordsOf } from '../words-of.ts'

const TIMEOUT_MS = 10_000
const MAX_BODY_BYTES = 64 * 1024

/** What came back. */
export interface Answered {
  readonly status: number
  readonly body: string
  /** What its `Date` header says, in milliseconds since 1970. */
  readonly dateMs: number | undefined
  readonly tookMs: number
  /** This machine's time when it came, in milliseconds since 1970. */
  readonly nowMs: number
}

/** Asks for something; words where nothing came. Certificates are looked at elsewhere. */
export async function ask(
  url: URL,
  headers: Readonly<Record<string, string>>,
  timeoutMs = TIMEOUT_MS,
): Promise<Answered | string> {
  const send = url.protocol === 'https:' ? requestSecure : requestPlain
  const since = performance.now()
  const asking = send(url, { headers, rejectUnauthorized: false, agent: false })
  asking.setTimeout(timeoutMs, () => asking.destroy(new Error('no answer in time')))
  try {
    const [response] = (await once(asking.end(), 'response')) as [IncomingMessage]
    const [nowMs, tookMs] = [Date.now(), performance.now() - since]
    let body = ''
    for await (const part of response) {
      body += String(part)
      if (body.length > MAX_BODY_BYTES) break
    }
    const dateMs = Date.parse(response.headers.date ?? '')
    return {
      status: response.statusCode ?? 0,
      body,
      dateMs: Number.isNaN(dateMs) ? undefined : dateMs,
      tookMs,
      nowMs,
    }
  } catch (error) {
    return wordsOf(error)
  } finally {
    asking.destroy()
  }
}
