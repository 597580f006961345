import { ValueProblem } from '../kind.ts'
import { list, number, onOff, path, text } from '../kinds.ts'
import { webAddress } from '../web-address.ts'
import { optional, setting } from '../setting.ts'

const SECOND_MS = 1000

/** An HTTP field name and a cookie's name are both tokens (RFC 9110, 5.6.2). */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/

/** Who is let in. */
export const access = {
  'password-file': optional(path('<file>'), {
    about: 'let in who knows the password in this file, of 8 characters or more',
    example: '/etc/weft/password',
  }),
  'jwt-secret-file': optional(path('<file>'), {
    about:
      'let in who has a JSON Web Token signed (HS256) with the secret in this file, of 32 bytes or more',
    example: '/etc/weft/jwt-secret',
  }),
  'jwt-key-file': optional(path('<file>'), {
    about:
      'let in who has a JSON Web Token signed with the private half of the public key in this file (PEM or JWK)',
    example: '/etc/weft/jwt-public.pem',
  }),
  'jwt-jwks-url': optional(webAddress, {
    about:
      'let in who has a JSON Web Token signed with one of the keys at this address (a JSON Web Key Set)',
    example: 'https://login.example.org/.well-known/jwks.json',
  }),
  'jwt-issuer': optional(text('<name>'), {
    about: 'who must have made a token: its claim "iss"',
    example: 'https://login.example.org/',
  }),
  'jwt-audience': setting(names('<names...>', 'one or more names'), {
    about: 'for whom a token must be: its claim "aud" has one of these',
    fallback: [],
    fallbackWords: 'tokens for anybody',
    example: 'weft',
  }),
  'jwt-clock-skew': setting(number('<seconds>', { from: 0, to: 300, unit: 'seconds' }), {
    about: 'how much the clocks of this machine and of who makes tokens may differ',
    fallback: 60,
    example: '5',
  }),
  'jwt-claim': setting(text('<name>'), {
    about: 'the claim of a token that names documents',
    fallback: 'weft',
    example: 'https://example.org/weft',
  }),
  'jwt-without-expiry': setting(onOff, {
    about: 'also take tokens that never end (without the claim "exp")',
    fallback: false,
    example: 'true',
  }),
  'token-cookie': optional(token('<name>', 'a cookie’s name'), {
    about: 'also take the token from this cookie, for pages of the same site',
    example: 'session',
  }),
  'authorize-url': optional(webAddress, {
    about: 'ask your application at this address who may come in',
    example: 'https://app.example.org/weft/authorize',
  }),
  'authorize-secret-file': optional(path('<file>'), {
    about: 'sign what the application is asked with the secret in this file, of 32 bytes or more',
    example: '/etc/weft/authorize-secret',
  }),
  'authorize-timeout': setting(
    number('<seconds>', { from: 0.1, to: 30, places: 3, unit: 'seconds', times: SECOND_MS }),
    { about: 'how long the application may take to answer', fallback: 2 * SECOND_MS, example: '5' },
  ),
  'authorize-cache': setting(
    number('<seconds>', { from: 0, to: 300, places: 3, unit: 'seconds', times: SECOND_MS }),
    {
      about: 'how long an answer of the application is used again; a no at most 2 seconds',
      fallback: 10 * SECOND_MS,
      example: '30',
    },
  ),
  'authorize-recheck': setting(
    number('<seconds>', { from: 0, to: 86_400, unit: 'seconds', times: SECOND_MS }),
    {
      about: 'how often the application is asked again about those who are connected; 0 for never',
      fallback: 300 * SECOND_MS,
      example: '60',
    },
  ),
  'authorize-headers': setting(names('<names...>', 'names of headers', TOKEN, true), {
    about: 'which headers of whoever comes are passed on to the application',
    fallback: ['cookie', 'authorization'],
    fallbackWords: '`cookie`, `authorization`',
    example: 'cookie',
  }),
  'authorize-module': optional(path('<file>'), {
    about: 'ask the function "authorize" that this JavaScript file exports who may come in',
    example: '/etc/weft/authorize.mjs',
  }),
  'trusted-header': optional(token('<name>', 'a header’s name'), {
    about: 'let in whom a trusted proxy names in this header, as who it says',
    example: 'X-Forwarded-User',
  }),
  'insecure-open': setting(onOff, {
    about: 'let whoever reaches the server read and change every document',
    fallback: false,
    example: 'true',
  }),
}

/** A list of names. */
function names(argument: string, mustBe: string, pattern = /./, isLowerCase = false) {
  return list<readonly string[]>(
    argument,
    mustBe,
    (entries) => {
      const wrong = entries.find((entry) => !pattern.test(entry))
      if (wrong !== undefined) throw new ValueProblem(`Cannot use the name "${wrong}": it is none`)
      return isLowerCase ? entries.map((entry) => entry.toLowerCase()) : entries
    },
    (value) => value,
  )
}

function token(argument: string, mustBe: string) {
  const kind = text(argument, mustBe)
  const checked = (value: string | undefined): string | undefined =>
    value !== undefined && TOKEN.test(value) ? value : undefined
  return {
    ...kind,
    fromTexts: (...given: Parameters<typeof kind.fromTexts>) => checked(kind.fromTexts(...given)),
    fromFile: (...given: Parameters<typeof kind.fromFile>) => checked(kind.fromFile(...given)),
  }
}
