import { causesOf, AccessUnavailable } from '../access-unavailable.ts'
import { readBounded } from '../read-bounded.ts'
import { readWebhookAnswer, type WebhookAnswer } from './webhook-answer.ts'
import { signatureHeaders } from './webhook-question.ts'

const MAX_ANSWER_BYTES = 64 * 1024

export interface WebhookTarget {
  readonly url: URL
  readonly secret: string
  /** How long one answer may take, in milliseconds. */
  readonly timeoutMs: number
  /** In milliseconds since 1970. */
  readonly wallTime: () => number
}

/** What came of one try. */
type Attempt =
  | { readonly is: 'answer'; readonly answer: WebhookAnswer }
  | {
      readonly is: 'fault'
      readonly why: string
      readonly mayRetry: boolean
      readonly cause?: unknown
    }

/**
 * Asks the application. A connection that fails, or a 5xx, is tried once more, as an application that restarts has it; one that
 * hangs has had its time. Redirects are not followed: the token is for nobody else.
 *
 * @throws {AccessUnavailable} When there is no answer, or none that is understood. Whatever else it says means no, for now.
 */
export async function askWebhook(target: WebhookTarget, body: string): Promise<WebhookAnswer> {
  let attempt = await tryOnce(target, body)
  if (attempt.is === 'fault' && attempt.mayRetry) attempt = await tryOnce(target, body)
  if (attempt.is === 'answer') return attempt.answer
  throw new AccessUnavailable(
    `the application at ${target.url.origin} cannot be asked who may come in: ${attempt.why}`,
    { cause: attempt.cause },
  )
}

async function tryOnce(target: WebhookTarget, body: string): Promise<Attempt> {
  const { url, secret, timeoutMs, wallTime } = target
  let response: Response
  let text: string
  try {
    response = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...signatureHeaders(secret, body, wallTime()),
      },
    })
    if (response.status !== 200) {
      await response.body?.cancel()
      return statusFault(response.status)
    }
    text = await readBounded(response, MAX_ANSWER_BYTES)
  } catch (error) {
    return transportFault(error, timeoutMs)
  }
  try {
    return { is: 'answer', answer: readWebhookAnswer(text) }
  } catch (error) {
    return fault(`its answer is not understood: ${causesOf(error)}`, false, error)
  }
}

function statusFault(status: number): Attempt {
  if (status >= 500) return fault(`it answered with ${status}`, true)
  if (status >= 300 && status < 400)
    return fault(`it answered with ${status}, a redirect, which is not followed`, false)
  return fault(`it answered with ${status}; a no is said with 200 and {"allowed":false}`, false)
}

function transportFault(error: unknown, timeoutMs: number): Attempt {
  const name = error instanceof Error ? error.name : ''
  if (name === 'TimeoutError') return fault(`it took more than ${timeoutMs} ms`, false, error)
  return fault(causesOf(error), !(error instanceof RangeError), error)
}

const fault = (why: string, mayRetry: boolean, cause?: unknown): Attempt => ({
  is: 'fault',
  why,
  mayRetry,
  cause,
})
