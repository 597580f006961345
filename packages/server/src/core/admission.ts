import { closeCodes, type CloseCode, type DocumentName, type Rights } from '@weft/protocol'
import {
  messageOf,
  type Action,
  type Authorization,
  type Authorize,
  type Log,
  type Requester,
} from './ports.ts'

/** Why a peer is turned away, as it is told. */
export interface Refusal {
  readonly code: CloseCode
  readonly reason: string
}

export type Verdict =
  | { readonly isAdmitted: true; readonly rights: Rights; readonly user: string | undefined }
  | { readonly isAdmitted: false; readonly refusal: Refusal }

/** Asks the application about one peer and one document. Whatever the hook does, the outcome is a verdict. */
export class Admission {
  readonly #authorize: Authorize
  readonly #who: Requester
  readonly #document: DocumentName
  readonly #log: Log

  constructor(authorize: Authorize, who: Requester, document: DocumentName, log: Log) {
    this.#authorize = authorize
    this.#who = who
    this.#document = document
    this.#log = log
  }

  /** Whether the peer may come in, what it may do then, and who it is. */
  async enter(): Promise<Verdict> {
    const read = await this.#ask('read')
    if ('code' in read) return { isAdmitted: false, refusal: read }
    const write = await this.#ask('write')
    if (!('code' in write)) {
      return { isAdmitted: true, rights: { canWrite: true }, user: write.user ?? read.user }
    }
    // No answer at all is not an answer to stay read-only by.
    if (write.code === closeCodes.tryLater) return { isAdmitted: false, refusal: write }
    return { isAdmitted: true, rights: { canWrite: false }, user: read.user }
  }

  /** Why the peer may not create the document; undefined if it may. */
  async refuseToCreate(): Promise<Refusal | undefined> {
    const answer = await this.#ask('create')
    return 'code' in answer ? answer : undefined
  }

  async #ask(action: Action): Promise<Refusal | (Authorization & { readonly allowed: true })> {
    let answer: Authorization
    try {
      answer = await this.#authorize(this.#who, action, this.#document)
    } catch (error) {
      const message = messageOf(error)
      this.#log({
        level: 'error',
        event: 'hook-failed',
        hook: 'authorize',
        document: this.#document,
        message,
      })
      return { code: closeCodes.tryLater, reason: 'authorization failed; try later' }
    }
    if (answer.allowed) return answer
    const { because, reason } = answer
    return {
      code: because === 'unauthenticated' ? closeCodes.unauthenticated : closeCodes.forbidden,
      reason,
    }
  }
}
