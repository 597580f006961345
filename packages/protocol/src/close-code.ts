/**
 * What the closed side may do next.
 *
 * - `never`: the same connection would be refused again; stop and tell the user.
 * - `new-token`: once, with a token fetched anew; then as `never`.
 * - `backoff`: come back after a random, growing delay.
 */
export type RetryPolicy = 'never' | 'new-token' | 'backoff'

/** One of {@link closeCodes}. */
export interface CloseCode {
  readonly code: number
  readonly retry: RetryPolicy
  /** What happened, for a log or a developer; not for end users. */
  readonly meaning: string
}

// What a client looks for or sends, apart from the table: a page loads the numbers and not the words.
/** `closeCodes.badMessage`, by itself. */
export const BAD_MESSAGE = 4400
/** `closeCodes.unauthenticated`, by itself. */
export const UNAUTHENTICATED = 4401
/** `closeCodes.forbidden`, by itself. */
export const FORBIDDEN = 4403
/** `closeCodes.noSuchDocument`, by itself. */
export const NO_SUCH_DOCUMENT = 4404
/** `closeCodes.tooLarge`, by itself. */
export const TOO_LARGE = 4413
/** `closeCodes.resync`, by itself. */
export const RESYNC = 4500

/**
 * Every close code that Weft sends, read by both ends. 4400–4499 are permanent and 4500–4599 transient for
 * y-websocket 3.1 clients too, so a code's hundred must agree with its policy.
 */
export const closeCodes = {
  goingAway: { code: 1001, retry: 'backoff', meaning: 'the server is shutting down' },
  internalError: { code: 1011, retry: 'backoff', meaning: 'the server met a fault of its own' },
  restart: { code: 1012, retry: 'backoff', meaning: 'the server restarts' },
  tryLater: { code: 1013, retry: 'backoff', meaning: 'the server cannot take this now' },
  badMessage: { code: BAD_MESSAGE, retry: 'never', meaning: 'a message broke the protocol' },
  unauthenticated: {
    code: UNAUTHENTICATED,
    retry: 'new-token',
    meaning: 'the token is missing, wrong or expired',
  },
  forbidden: { code: FORBIDDEN, retry: 'never', meaning: 'not allowed on this document' },
  noSuchDocument: {
    code: NO_SUCH_DOCUMENT,
    retry: 'never',
    meaning: 'no document has or can have this name',
  },
  tooLarge: {
    code: TOO_LARGE,
    retry: 'never',
    meaning: 'a message or the document is over the limit',
  },
  resync: { code: RESYNC, retry: 'backoff', meaning: 'come back and sync anew' },
  tooSlow: { code: 4508, retry: 'backoff', meaning: 'the peer read too slowly' },
  tooMany: { code: 4529, retry: 'backoff', meaning: 'too many messages or connections' },
} as const satisfies Record<string, CloseCode>

/** The names of {@link closeCodes}. */
export type CloseCodeName = keyof typeof closeCodes

/** The policy for any code, also one of another server: 44xx are permanent, all others transient. */
export function retryPolicy(code: number): RetryPolicy {
  if (code === UNAUTHENTICATED) return 'new-token'
  return code >= 4400 && code <= 4499 ? 'never' : 'backoff'
}
