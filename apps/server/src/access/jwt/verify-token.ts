import {
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose'
import { AccessUnavailable, causesOf } from '../access-unavailable.ts'
import type { SigningKeys } from './signing-keys.ts'

/** Longer tokens are not looked at, in characters. */
export const MAX_TOKEN_LENGTH = 8_192

/** OpenID Connect's own bound (Core 1.0, section 2), in characters. */
const MAX_SUBJECT_LENGTH = 255

export interface TokenRules {
  readonly keys: SigningKeys
  /** Who must have made a token; undefined: whoever has the key. */
  readonly issuer: string | undefined
  /** For whom a token must be: one of these; none: for anybody. */
  readonly audience: readonly string[]
  /** How much clocks may differ, in seconds. */
  readonly clockSkewS: number
  /** Whether a token must say when it ends. */
  readonly isExpiryRequired: boolean
}

export type VerifiedToken =
  | {
      readonly ok: true
      readonly payload: JWTPayload
      /** The claim `sub`. */
      readonly user: string
      /** In milliseconds since 1970; undefined: it has no end. */
      readonly endsMs: number | undefined
    }
  /** Why it is no token to come in by, in words. */
  | { readonly ok: false; readonly reason: string }

/**
 * Checks a JSON Web Token (RFC 7519, and RFC 8725 on what to beware of).
 *
 * @param nowMs In milliseconds since 1970.
 * @throws {AccessUnavailable} When the keys cannot be had now.
 */
export async function verifyToken(
  token: string,
  rules: TokenRules,
  nowMs: number,
): Promise<VerifiedToken> {
  if (token.length > MAX_TOKEN_LENGTH)
    return no(`the token is too long: at most ${MAX_TOKEN_LENGTH} characters are read`)
  const { keys, clockSkewS } = rules
  const isCoolingDown = keys.from === 'url' && keys.isCoolingDown()
  try {
    const { payload } = await verified(token, keys, optionsOf(rules, nowMs))
    const { sub, exp } = payload
    if (sub === undefined || sub === '' || sub.length > MAX_SUBJECT_LENGTH)
      return no(`the claim "sub" must have 1 to ${MAX_SUBJECT_LENGTH} characters`)
    const endsMs = exp === undefined ? undefined : (exp + clockSkewS) * 1000
    return { ok: true, payload, user: sub, endsMs }
  } catch (error) {
    const reason = reasonFor(error, token)
    // The key may be a new one that nobody has looked for yet.
    if (reason === undefined || (isUnknownKey(error) && isCoolingDown))
      throw new AccessUnavailable(`the keys that sign tokens cannot be had: ${causesOf(error)}`, {
        cause: error,
      })
    return no(reason)
  }
}

const verified = (token: string, keys: SigningKeys, options: JWTVerifyOptions) =>
  keys.from === 'file' ? jwtVerify(token, keys.key, options) : jwtVerify(token, keys.find, options)

function optionsOf(
  { keys, issuer, audience, clockSkewS, isExpiryRequired }: TokenRules,
  nowMs: number,
): JWTVerifyOptions {
  return {
    algorithms: [...keys.algorithms],
    clockTolerance: clockSkewS,
    currentDate: new Date(nowMs),
    requiredClaims: isExpiryRequired ? ['exp', 'sub'] : ['sub'],
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience.length === 0 ? {} : { audience: [...audience] }),
  }
}

const isUnknownKey = (error: unknown): boolean => error instanceof errors.JWKSNoMatchingKey

/** The words for a token that is refused; undefined when the fault is not the token's. */
function reasonFor(error: unknown, token: string): string | undefined {
  if (error instanceof errors.JWTExpired) return 'the token has expired'
  if (error instanceof errors.JWTClaimValidationFailed) return claimReason(error)
  if (error instanceof errors.JOSEAlgNotAllowed) return algorithmReason(token)
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return 'the token was not signed with the key that this server takes'
  if (isUnknownKey(error)) return 'the token was signed with a key that is not known here'
  if (error instanceof errors.JWKSMultipleMatchingKeys)
    return 'the token does not say which key it was signed with ("kid")'
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid)
    return 'the token is no JSON Web Token'
  if (error instanceof errors.JOSENotSupported)
    return 'the token needs something that this server does not know'
  return undefined
}

function claimReason({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'missing') return `the token has no claim "${claim}"`
  if (reason === 'invalid') return `the token’s claim "${claim}" is not of the right type`
  switch (claim) {
    case 'nbf':
    case 'iat':
      return 'the token is not valid yet'
    case 'iss':
      return 'the token is not from the issuer that this server takes ("iss")'
    case 'aud':
      return 'the token is for somebody else and not for this server ("aud")'
    default:
      return `the token’s claim "${claim}" is not as it must be`
  }
}

function algorithmReason(token: string): string {
  const { alg } = decodeProtectedHeader(token)
  if (alg === undefined || alg.toLowerCase() === 'none') return 'the token is not signed'
  return `the token is signed by ${alg.slice(0, 10)}, which this server does not take`
}

const no = (reason: string): VerifiedToken => ({ ok: false, reason })
