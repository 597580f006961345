import type { Authorization, Log, Requester } from '@weft/server'
import { bearerIn } from '../endpoints/requester.ts'
import type { Attempts } from './attempts.ts'
import type { EndedSessions } from './ended-sessions.ts'
import { cookieIn } from './session-cookie.ts'
import type { BrowserSession, SessionTokens } from './session-tokens.ts'

/** What it takes to tell who knows the password. */
export interface Keys {
  readonly isPassword: (candidate: string) => boolean
  readonly attempts: Attempts
  readonly tokens: SessionTokens
  readonly ended: EndedSessions
  readonly cookieName: string
  /** Wall-clock time in milliseconds since 1970. */
  readonly wallTime: () => number
  readonly log: Log
}

/** The session of the browser that a request comes from; undefined when nobody is signed in there. */
export function browserSessionOf(keys: Keys, { headers }: Requester): BrowserSession | undefined {
  const token = cookieIn(headers, keys.cookieName)
  const session = token === undefined ? undefined : keys.tokens.read(token, keys.wallTime())
  return session && !keys.ended.has(session) ? session : undefined
}

export type PasswordTrial = 'right' | 'wrong' | 'too-many'

/** Looks at a password that somebody sends, unless too many from there were wrong. */
export function tryPassword(keys: Keys, candidate: string, address: string): PasswordTrial {
  const trial = look(keys, candidate, address)
  if (trial !== 'right')
    keys.log({ level: 'warn', event: 'password-refused', from: address, because: trial })
  return trial
}

function look(keys: Keys, candidate: string, address: string): PasswordTrial {
  if (keys.attempts.waitMs(address) > 0) return 'too-many'
  if (keys.isPassword(candidate)) return 'right'
  keys.attempts.failed(address)
  return 'wrong'
}

/** Whether a requester is let in: by the session of its browser, or by the password itself. */
export function identify(keys: Keys, who: Requester): Authorization {
  const session = browserSessionOf(keys, who)
  // At least what is left of the millisecond in which it was read.
  if (session)
    return { allowed: true, validForMs: Math.max(1, session.expiresMs - keys.wallTime()) }
  const password = who.token || bearerIn(who.headers)
  if (password === undefined) return no('sign in first')
  switch (tryPassword(keys, password, who.address)) {
    case 'right':
      return { allowed: true }
    case 'wrong':
      return no('that is not the password')
    case 'too-many':
      return no('too many wrong passwords came from your address; wait a minute')
  }
}

const no = (reason: string): Authorization => ({
  allowed: false,
  because: 'unauthenticated',
  reason,
})
