import { Attempts } from '../access/attempts.ts'
import { createPasswordCheck } from '../access/password-check.ts'
import { StartProblem } from '../start-problem.ts'

/** What somebody may ask of the admin listener. */
export type AdminRights =
  | { readonly as: 'admin' | 'metrics' }
  | { readonly as: 'nobody'; readonly status: 401 | 429; readonly reason: string }

export interface AdminTokenTexts {
  /** Undefined: nobody may do more than read metrics. */
  readonly admin: string | undefined
  /** Undefined: metrics are for the administrator. */
  readonly metrics: string | undefined
}

/**
 * Tells by the bearer token who asks. How long that takes tells nothing of the tokens, and wrong ones are limited by
 * address as passwords are: while too many were wrong, none is looked at.
 */
export class AdminTokens {
  #checks: readonly TokenCheck[]
  readonly #attempts: Attempts

  /**
   * @param now Monotonic, in milliseconds.
   * @throws {StartProblem} When both are the same.
   */
  constructor(texts: AdminTokenTexts, now: () => number) {
    this.#checks = checksOf(texts)
    this.#attempts = new Attempts(now)
  }

  /**
   * From now on these count and those before do not. What was guessed wrong still counts.
   *
   * @throws {StartProblem} When both are the same; then those before still count.
   */
  replace(texts: AdminTokenTexts): void {
    this.#checks = checksOf(texts)
  }

  /** @param authorization The header. @param address Who asks, as far as proxies are trusted. */
  rightsOf(authorization: string | undefined, address: string): AdminRights {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
    if (token === undefined)
      return nobody(401, 'send the token in a header, "Authorization: Bearer <token>"')
    const waitMs = this.#attempts.waitMs(address)
    if (waitMs > 0)
      return nobody(429, `too many wrong tokens: wait ${Math.ceil(waitMs / 1000)} seconds`)
    const as = this.#checks.filter(([, fits]) => fits(token)).at(0)?.[0]
    if (as !== undefined) return { as }
    this.#attempts.failed(address)
    return nobody(401, 'this token is wrong')
  }
}

type TokenCheck = readonly ['admin' | 'metrics', (candidate: string) => boolean]

function checksOf({ admin, metrics }: AdminTokenTexts): readonly TokenCheck[] {
  if (admin !== undefined && admin === metrics)
    throw new StartProblem(
      'Cannot use one token for the administrator and for metrics: who reads metrics could then delete documents. Write another into one of the two files.',
    )
  return [
    ...(admin === undefined ? [] : [['admin', createPasswordCheck(admin)] as const]),
    ...(metrics === undefined ? [] : [['metrics', createPasswordCheck(metrics)] as const]),
  ]
}

const nobody = (status: 401 | 429, reason: string): AdminRights => ({
  as: 'nobody',
  status,
  reason,
})
