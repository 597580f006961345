import type { DocumentName } from '@weft/protocol'
import { countedAddress, type Requester } from '@weft/server'
import type { Access } from '../access.ts'
import { applicationAccess } from '../application-access.ts'
import { AnswerCache } from './answer-cache.ts'
import { askWebhook, type WebhookTarget } from './ask-webhook.ts'
import { authorizationFrom, isListed, type WebhookAnswer } from './webhook-answer.ts'
import { webhookQuestion } from './webhook-question.ts'

/** A no is kept no longer than this, in milliseconds: somebody may have been invited by now. */
const MAX_NO_MS = 2_000
const MAX_KEPT = 10_000
const MAX_AT_ONCE = 64
const MAX_WAITING = 10_000

export interface WebhookAccessOptions extends WebhookTarget {
  /** How long an answer is used again, in milliseconds. */
  readonly cacheMs: number
  /** Which headers are passed on, in lower case. */
  readonly headers: readonly string[]
  /** The cookie that may hold the token. */
  readonly cookie: string | undefined
  readonly hasEditor: boolean
  /** How often to ask again about those who are connected, in milliseconds; 0: never. */
  readonly recheckMs: number
  /** Asks anew what those may do who are connected. */
  readonly reauthorize: () => Promise<void>
  /** Monotonic, in milliseconds. */
  readonly now: () => number
}

/** An answer, and when it was asked for. */
interface Dated {
  readonly answer: WebhookAnswer
  readonly askedMs: number
}

/** The application is asked about everybody who comes, and everything that is not a clear yes is none. */
export function webhookAccess(options: WebhookAccessOptions): Access {
  const { cacheMs, headers, cookie, hasEditor, now } = options
  const answers = new AnswerCache<Dated>({
    holdsForMs: ({ answer }) => Math.min(cacheMs, reusableForMs(answer)),
    maxEntries: MAX_KEPT,
    maxAtOnce: MAX_AT_ONCE,
    maxWaiting: MAX_WAITING,
    now,
  })
  const answerTo = async (
    who: Requester,
    document: DocumentName | undefined,
  ): Promise<WebhookAnswer> => {
    const question = webhookQuestion(who, document, headers, cookie)
    if (!question)
      return { allowed: false, because: 'unauthenticated', reason: 'the token is too long' }
    const ask = async (): Promise<Dated> => {
      const askedMs = now()
      return { answer: await askWebhook(options, question.body), askedMs }
    }
    const party = countedAddress(who.address) ?? 'this machine'
    const { answer, askedMs } = await answers.get(question.key, ask, party)
    return aged(answer, now() - askedMs)
  }
  return applicationAccess({
    mode: 'webhook',
    hasEditor,
    authorize: async (who, action, document) =>
      authorizationFrom(await answerTo(who, document), action),
    visibleTo: async (who) => {
      const answer = await answerTo(who, undefined)
      return (document) => isListed(answer, document)
    },
    forget: () => answers.clear(),
    close: startRechecking(options),
  })
}

/**
 * How long an answer may be used again. One that holds for a time, for half of that: who is asked about anew when it is nearly
 * over (in its last quarter) must not get the same again.
 */
function reusableForMs(answer: WebhookAnswer): number {
  return answer.allowed ? (answer.validForMs ?? Number.POSITIVE_INFINITY) / 2 : MAX_NO_MS
}

/** The same, some time later: what holds for a time holds for so much less. */
function aged(answer: WebhookAnswer, ageMs: number): WebhookAnswer {
  if (!answer.allowed || answer.validForMs === undefined) return answer
  return { ...answer, validForMs: Math.max(1, answer.validForMs - ageMs) }
}

/** Asks again now and then, one round after the other. @returns What ends that. */
function startRechecking({ recheckMs, reauthorize }: WebhookAccessOptions): () => void {
  if (recheckMs === 0) return () => undefined
  let round: Promise<void> | undefined
  const timer = setInterval(() => {
    round ??= reauthorize().finally(() => {
      round = undefined
    })
  }, recheckMs)
  return () => clearInterval(timer)
}
