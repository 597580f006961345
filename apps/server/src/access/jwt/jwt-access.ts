import type { Action, Authorization, Requester } from '@weft/server'
import type { DocumentName } from '@weft/protocol'
import type { Access } from '../access.ts'
import { applicationAccess } from '../application-access.ts'
import { isGranted, mayRead, readGrant } from '../grant.ts'
import { tokenIn } from '../token-in.ts'
import { whoItIs } from '../who-it-is.ts'
import { verifyToken, type TokenRules, type VerifiedToken } from './verify-token.ts'

/** Longer names are cut, in UTF-16 units. */
const MAX_NAME_LENGTH = 255

export interface JwtAccessOptions {
  readonly rules: TokenRules
  /** The claim that names documents. */
  readonly claim: string
  /** The cookie that may hold the token; undefined: none does. */
  readonly cookie: string | undefined
  readonly hasEditor: boolean
  /** In milliseconds since 1970. */
  readonly wallTime: () => number
}

/** Whoever brings a token that the application has signed may do what stands in it, for as long as it says. */
export function jwtAccess(options: JwtAccessOptions): Access {
  const { rules, claim, cookie, hasEditor, wallTime } = options
  const verify = async (who: Requester): Promise<VerifiedToken> => {
    const token = tokenIn(who, cookie)
    return token === undefined
      ? { ok: false, reason: 'a token is needed, and none was sent' }
      : verifyToken(token, rules, wallTime())
  }
  return applicationAccess({
    mode: 'jwt',
    hasEditor,
    authorize: async (who, action, document) => {
      const token = await verify(who)
      return token.ok
        ? answerFor(token, claim, action, document, wallTime())
        : { allowed: false, because: 'unauthenticated', reason: token.reason }
    },
    visibleTo: async (who) => {
      const token = await verify(who)
      const read = token.ok ? readGrant(token.payload[claim]) : undefined
      return (document) => read?.ok === true && mayRead(read.grant, document)
    },
  })
}

function answerFor(
  { payload, user, endsMs }: VerifiedToken & { readonly ok: true },
  claim: string,
  action: Action,
  document: DocumentName | undefined,
  nowMs: number,
): Authorization {
  const read = readGrant(payload[claim])
  if (!read.ok)
    return no(
      payload[claim] === undefined
        ? `the token names no documents: it has no claim "${claim}"`
        : `the token’s claim "${claim}" ${read.problem}`,
    )
  if (!isGranted(read.grant, action, document))
    return no(
      action === 'list'
        ? 'the token does not let you list documents'
        : `the token does not let you ${action} this document`,
    )
  const name = payload['name']
  return {
    allowed: true,
    ...whoItIs(user, typeof name === 'string' ? name.slice(0, MAX_NAME_LENGTH) : undefined),
    // At least what is left of the millisecond in which it was checked.
    ...(endsMs === undefined ? {} : { validForMs: Math.max(1, endsMs - nowMs) }),
  }
}

const no = (reason: string): Authorization => ({ allowed: false, because: 'forbidden', reason })
