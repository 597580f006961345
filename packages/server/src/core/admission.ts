import {
  checkDocumentName,
  closeCodes,
  type CloseCode,
  type DocumentName,
  type Rights,
} from '@weft/protocol'
import { inTime } from './in-time.ts'
import type { Identity } from './identity.ts'
import type { Limits } from './limits.ts'
import {
  messageOf,
  type Action,
  type Authorization,
  type Authorize,
  type Clock,
  type Log,
  type Requester,
} from './ports.ts'

const READ_WRITE: Rights = { canWrite: true }
export const READ_ONLY: Rights = { canWrite: false }

/** Why a peer is turned away, as it is told. */
export interface Refusal {
  readonly code: CloseCode
  readonly reason: string
}

/** As whom a peer is let in, and into what. */
export interface Terms {
  /** Which may have another name than the one that was asked for. */
  readonly document: DocumentName
  /** Who the peer is; undefined: nobody in particular. */
  readonly identity: Identity | undefined
  /** Whether the others are not to know of the peer. */
  readonly isHidden: boolean
}

/** What a peer is let in with. */
export interface Admitted extends Terms {
  readonly isAdmitted: true
  readonly rights: Rights
  /** Until when that holds, in milliseconds from now; infinite: for good. */
  readonly validForMs: number
}

export type Verdict = Admitted | { readonly isAdmitted: false; readonly refusal: Refusal }

export interface AdmissionDependencies {
  readonly authorize: Authorize
  readonly clock: Pick<Clock, 'after'>
  readonly limits: Pick<Limits, 'authorizeTimeoutMs'>
  readonly log: Log
}

/**
 * Asks the application about one peer and one document. Whatever the hook does, the outcome is a verdict; also if it gives
 * no answer at all.
 */
export class Admission {
  readonly #dependencies: AdmissionDependencies
  readonly #who: Requester
  readonly #document: DocumentName

  constructor(who: Requester, document: DocumentName, dependencies: AdmissionDependencies) {
    this.#dependencies = dependencies
    this.#who = who
    this.#document = document
  }

  /** Whether the peer may come in, what it may do then, and who it is. */
  async enter(): Promise<Verdict> {
    const read = await this.#ask('read')
    if ('code' in read) return { isAdmitted: false, refusal: read }
    const write = await this.#ask('write')
    const document = documentOf(read) ?? this.#document
    const isHidden = read.isHidden === true
    if (!('code' in write)) {
      const validForMs = Math.min(validityOf(read), validityOf(write))
      const identity = identityOf(write) ?? identityOf(read)
      return { isAdmitted: true, rights: READ_WRITE, identity, validForMs, document, isHidden }
    }
    // No answer at all is not an answer to stay read-only by.
    if (write.code === closeCodes.tryLater) return { isAdmitted: false, refusal: write }
    const validForMs = validityOf(read)
    const identity = identityOf(read)
    return { isAdmitted: true, rights: READ_ONLY, identity, validForMs, document, isHidden }
  }

  /** Why the peer may not create the document; undefined if it may. */
  async refuseToCreate(): Promise<Refusal | undefined> {
    const answer = await this.#ask('create')
    return 'code' in answer ? answer : undefined
  }

  async #ask(action: Action): Promise<Refusal | Allowance> {
    const { authorize, clock, limits, log } = this.#dependencies
    let answer: Authorization
    try {
      const asked = authorize(this.#who, action, this.#document)
      answer = await inTime(asked, { clock, timeoutMs: limits.authorizeTimeoutMs })
      checkValidity(answer)
      if (answer.allowed) {
        documentOf(answer)
        identityOf(answer)
      }
    } catch (error) {
      const message = messageOf(error)
      log({
        level: 'error',
        event: 'hook-failed',
        hook: 'authorize',
        document: this.#document,
        message,
      })
      return { code: closeCodes.tryLater, reason: 'authorization failed; try later' }
    }
    if (answer.allowed) return answer
    // Somebody's JavaScript may have left them out, and no is no.
    const reason: unknown = answer.reason
    return {
      code: refusalCodes.get(answer.because) ?? closeCodes.forbidden,
      reason: typeof reason === 'string' ? reason : 'not allowed',
    }
  }
}

const refusalCodes: ReadonlyMap<string, CloseCode> = new Map<string, CloseCode>([
  ['unauthenticated', closeCodes.unauthenticated],
  ['not-found', closeCodes.noSuchDocument],
])

type Allowance = Authorization & { readonly allowed: true }

function validityOf({ validForMs }: Allowance): number {
  return validForMs ?? Number.POSITIVE_INFINITY
}

/** @throws {TypeError} Rather than show somebody as nobody, or as anybody. */
function identityOf({ user, name = user, color }: Allowance): Identity | undefined {
  if (user === undefined) return undefined
  const texts: Record<string, unknown> = { user, name, color: color ?? 'none' }
  for (const [field, text] of Object.entries(texts)) {
    if (typeof text === 'string' && text !== '') continue
    throw new TypeError(`"${field}" must be a text that is not empty, not ${JSON.stringify(text)}`)
  }
  return { id: user, name: name ?? user, color }
}

/** @throws {TypeError} When the name that the application gives is none. */
function documentOf({ document }: Allowance): DocumentName | undefined {
  if (document === undefined) return undefined
  const checked = checkDocumentName(document)
  if (!checked.ok) throw new TypeError(checked.reason)
  return checked.name
}

/** @throws {TypeError} Rather than let somebody stay for ever whose end cannot be told. */
function checkValidity(answer: Authorization): void {
  if (!answer.allowed) return
  const validForMs: unknown = validityOf(answer)
  if (typeof validForMs === 'number' && validForMs > 0) return
  throw new TypeError(`"validForMs" must be a number above 0, not ${String(answer.validForMs)}`)
}
