import type { Log } from '@weft/server'
import { textAnswer } from '../answer.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import { allVisible, type Access } from './access.ts'
import { Attempts } from './attempts.ts'
import { EndedSessions, readEnd } from './ended-sessions.ts'
import { identify, type Keys } from './identify.ts'
import { createPasswordCheck } from './password-check.ts'
import { readSecret, serverSecret } from './server-secret.ts'
import { SessionTokens } from './session-tokens.ts'
import { signInEndpoint } from './sign-in-endpoint.ts'
import { signInFileEndpoints, type SignInFiles } from './sign-in-files.ts'
import { SIGN_IN_PATH } from './sign-in-page.ts'
import { signOutEndpoint } from './sign-out-endpoint.ts'

export interface PasswordAccessOptions {
  readonly password: string
  readonly catalogue: Catalogue
  /** The page that asks for the password; undefined when no pages are served. */
  readonly signIn: SignInFiles | undefined
  /** Asks anew what those may do who are connected. */
  readonly reauthorize: () => Promise<void>
  /** Monotonic, in milliseconds. */
  readonly now: () => number
  /** In milliseconds since 1970. */
  readonly wallTime: () => number
  readonly log: Log
}

/**
 * Whoever knows the one password may do everything. Browsers keep a session once somebody has signed in on the page;
 * other clients send the password as their token or in an Authorization header, never in an address, which is logged and
 * passed on.
 */
export async function passwordAccess(options: PasswordAccessOptions): Promise<Access> {
  const { password, catalogue, signIn, reauthorize, now, wallTime, log } = options
  const secret = await serverSecret(catalogue.area('access-secrets', readSecret))
  const tokens = new SessionTokens(secret, password)
  const keys: Keys = {
    isPassword: createPasswordCheck(password),
    attempts: new Attempts(now),
    tokens,
    ended: new EndedSessions(catalogue.area('ended-sessions', readEnd)),
    cookieName: tokens.cookieName,
    wallTime,
    log,
  }
  return {
    mode: 'password',
    authorize: (who) => identify(keys, who),
    refuse: () => undefined,
    refuseUpgrade: ({ url = '' }) =>
      new URLSearchParams(url.split(/\?(.*)/s, 2)[1]).has('token')
        ? 'a password in an address is seen by others: send it as the provider’s token option'
        : undefined,
    signInFirst: async (who, url) =>
      identify(keys, who).allowed
        ? undefined
        : textAnswer(303, 'Sign in first.', {
            Location: `${SIGN_IN_PATH}?to=${encodeURIComponent(url)}`,
          }),
    visibleTo: allVisible,
    forget: () => undefined,
    close: () => undefined,
    endpoints: [
      signOutEndpoint(keys, reauthorize),
      ...(signIn ? [signInEndpoint(keys, signIn.page), ...signInFileEndpoints(signIn)] : []),
    ],
  }
}
