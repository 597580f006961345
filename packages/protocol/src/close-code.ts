/**
 * What the closed side may do next.
 *
 * - `never`: the same connection would be refused again; stop and tell the user.
 * - `new-token`: once, with a token fetched anew; then as `never`.
 * - `backoff`: come back after a random, growing delay.
 */
export type RetryPolicy = 'never' | 'new-token' | 'backoff'

export interface CloseCode {
  readonly code: number
  readonly retry: RetryPolicy
  /** What happened, for a log or a developer; not for end users. */
  readonly meaning: string
}

/**
 * Every close code that Weft sends, read by both ends. 4400–4499 are permanent and 4500–4599 transient for
 * y-websocket 3.1 clients too, so a code's hundred must agree with its policy.
 */
export const closeCodes = {
  goingAway: { code: 1001, retry: 'backoff', meaning: 'the server is shutting down' },
  internalError: { code: 1011, retry: 'backoff', meaning: 'the server met a fault of its own' },
  restart: { code: 1012, retry: 'backoff', meaning: 'the server restarts' },
  tryLater: { code: 1013, retry: 'backoff', meaning: 'the server cannot take this now' },
  badMessage: { code: 4400, retry: 'never', meaning: 'a message broke the protocol' },
  unauthenticated: {
    code: 4401,
    retry: 'new-token',
    meaning: 'the token is missing, wrong or expired',
  },
  forbidden: { code: 4403, retry: 'never', meaning: 'not allowed on this document' },
  noSuchDocument: { code: 4404, retry: 'never', meaning: 'no document has or can have this name' },
  tooLarge: { code: 4413, retry: 'never', meaning: 'a message or the document is over the limit' },
  resync: { code: 4500, retry: 'backoff', meaning: 'come back and sync anew' },
  tooSlow: { code: 4508, retry: 'backoff', meaning: 'the peer read too slowly' },
  tooMany: { code: 4529, retry: 'backoff', meaning: 'too many messages or connections' },
} as const satisfies Record<string, CloseCode>

export type CloseCodeName = keyof typeof closeCodes

const policies = new Map<number, RetryPolicy>(
  Object.values(closeCodes).map(({ code, retry }) => [code, retry]),
)

/** The policy for any code, also one of another server: unlisted 44xx are permanent, all others transient. */
export function retryPolicy(code: number): RetryPolicy {
  return policies.get(code) ?? (code >= 4400 && code <= 4499 ? 'never' : 'backoff')
}
