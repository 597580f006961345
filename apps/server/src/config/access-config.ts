import { isLoopback } from '@weft/server'
import { ConfigProblem } from './config-problem.ts'
import type { ReadSettings } from './read-settings.ts'
import type { Setting } from './setting.ts'
import { settings, type SettingName } from './settings.ts'
import { shownAddress } from './web-address.ts'

/** Who is let in, as it was set. Files are absolute. */
export type AccessConfig =
  | {
      readonly mode: 'open'
      /** Also those who may not be at this machine. */ readonly toEverybody: boolean
    }
  | { readonly mode: 'password'; readonly file: string }
  | JwtConfig
  | WebhookConfig
  | { readonly mode: 'module'; readonly file: string }
  | { readonly mode: 'header'; /** In lower case. */ readonly header: string }

export interface JwtConfig {
  readonly mode: 'jwt'
  readonly keys:
    | { readonly in: 'secret-file' | 'key-file'; readonly file: string }
    | { readonly in: 'url'; readonly url: URL }
  readonly issuer: string | undefined
  /** None: tokens for anybody. */
  readonly audience: readonly string[]
  readonly clockSkewS: number
  readonly isExpiryRequired: boolean
  /** The claim that names documents. */
  readonly claim: string
  /** The cookie that may hold a token. */
  readonly cookie: string | undefined
}

export interface WebhookConfig {
  readonly mode: 'webhook'
  readonly url: URL
  readonly secretFile: string
  readonly timeoutMs: number
  readonly cacheMs: number
  /** How often to ask again about those who are connected, in milliseconds; 0: never. */
  readonly recheckMs: number
  /** Which headers are passed on, in lower case. */
  readonly headers: readonly string[]
  readonly cookie: string | undefined
}

/** Each is a way in of its own. */
const ways = [
  'password-file',
  'jwt-secret-file',
  'jwt-jwks-url',
  'jwt-key-file',
  'authorize-url',
  'authorize-module',
  'trusted-header',
] as const satisfies readonly SettingName[]
type Way = (typeof ways)[number]

/** What means something only beside one of those. */
const companions: Readonly<Partial<Record<SettingName, readonly Way[]>>> = {
  'jwt-issuer': ['jwt-secret-file', 'jwt-jwks-url', 'jwt-key-file'],
  'jwt-audience': ['jwt-secret-file', 'jwt-jwks-url', 'jwt-key-file'],
  'jwt-clock-skew': ['jwt-secret-file', 'jwt-jwks-url', 'jwt-key-file'],
  'jwt-without-expiry': ['jwt-secret-file', 'jwt-jwks-url', 'jwt-key-file'],
  'jwt-claim': ['jwt-secret-file', 'jwt-jwks-url', 'jwt-key-file'],
  'authorize-secret-file': ['authorize-url'],
  'authorize-timeout': ['authorize-url'],
  'authorize-cache': ['authorize-url'],
  'authorize-recheck': ['authorize-url'],
  'authorize-headers': ['authorize-url'],
  'token-cookie': ['jwt-secret-file', 'jwt-jwks-url', 'jwt-key-file', 'authorize-url'],
}

/**
 * The way in that is set: one, or none.
 *
 * @param host Where the server listens, without brackets.
 * @throws {ConfigProblem} When there are two, when one is not whole, or when there is none and others could come in.
 */
export function accessFrom(read: ReadSettings, host: string): AccessConfig {
  const { values, from } = read
  const [way, other] = ways.filter((name) => values[name] !== undefined)
  if (way && other)
    throw new ConfigProblem(
      `Cannot let people in in two ways (${from(way)} and ${from(other)}): leave out one of them.`,
    )
  refuseCompanions(read, way)
  if (way && values['insecure-open'])
    throw new ConfigProblem(
      way === 'password-file'
        ? `Cannot ask for a password (${from(way)}) and let everybody in (${from('insecure-open')}): leave out one of them.`
        : `Cannot ask who comes (${from(way)}) and let everybody in (${from('insecure-open')}): leave out one of them.`,
    )
  switch (way) {
    case undefined:
      return openFrom(read, host)
    case 'password-file':
      // Who signs in on a page has a cookie from then on.
      if (values.editor || values.pages !== undefined) refuseAnyOrigin(read, way)
      return { mode: 'password', file: values[way] ?? '' }
    case 'authorize-module':
      return { mode: 'module', file: values[way] ?? '' }
    case 'trusted-header':
      return headerFrom(read)
    case 'authorize-url':
      return webhookFrom(read)
    default:
      return jwtFrom(read, way)
  }
}

function openFrom({ values, from }: ReadSettings, host: string): AccessConfig {
  if (!values['insecure-open'] && !isLoopback(host))
    throw new ConfigProblem(
      `Cannot listen on "${values.host}" (${from('host')}): whoever reaches it could read and change every document. ` +
        'Leave the address out, ask for a password with --password-file or for tokens of your application (the guide’s ' +
        '“Letting people in” has the ways), or add --insecure-open if that is what you want.',
    )
  return { mode: 'open', toEverybody: values['insecure-open'] }
}

function jwtFrom(
  read: ReadSettings,
  way: 'jwt-secret-file' | 'jwt-jwks-url' | 'jwt-key-file',
): JwtConfig {
  const { values, from } = read
  const url = values['jwt-jwks-url']
  // Whoever could change the keys on their way could sign tokens.
  if (url && url.protocol !== 'https:' && !isLoopback(url.hostname))
    throw new ConfigProblem(
      `Cannot trust keys from "${shownAddress(url.href)}" (${from('jwt-jwks-url')}): what comes by http can be changed on its way. Use https.`,
    )
  const cookie = cookieFrom(read)
  const file = way === 'jwt-jwks-url' ? undefined : values[way]
  return {
    mode: 'jwt',
    keys:
      url && file === undefined
        ? { in: 'url', url }
        : { in: way === 'jwt-secret-file' ? 'secret-file' : 'key-file', file: file ?? '' },
    issuer: values['jwt-issuer'],
    audience: values['jwt-audience'],
    clockSkewS: values['jwt-clock-skew'],
    isExpiryRequired: !values['jwt-without-expiry'],
    claim: values['jwt-claim'],
    cookie,
  }
}

function webhookFrom(read: ReadSettings): WebhookConfig {
  const { values, from } = read
  const url = values['authorize-url']
  const secretFile = values['authorize-secret-file']
  if (!url || secretFile === undefined)
    throw new ConfigProblem(
      `Cannot ask an application who may come in (${from('authorize-url')}) without a secret: it could not tell who asks. ` +
        'Write 32 characters or more into a file, and name it with --authorize-secret-file.',
    )
  if (url.protocol !== 'https:' && !isNear(url.hostname))
    throw new ConfigProblem(
      `Cannot ask "${shownAddress(url.href)}" who may come in (${from('authorize-url')}): what goes by http can be read and changed on its way. ` +
        'Use https, or an address of your own network.',
    )
  const headers = values['authorize-headers']
  if (headers.includes('cookie')) refuseAnyOrigin(read, 'authorize-headers')
  return {
    mode: 'webhook',
    url,
    secretFile,
    timeoutMs: values['authorize-timeout'],
    cacheMs: values['authorize-cache'],
    recheckMs: values['authorize-recheck'],
    headers,
    cookie: cookieFrom(read),
  }
}

function headerFrom(read: ReadSettings): AccessConfig {
  const { values, from } = read
  if (values['trusted-proxy'].length === 0)
    throw new ConfigProblem(
      `Cannot believe who a header says somebody is (${from('trusted-header')}) whoever sends it: name your proxy with --trusted-proxy.`,
    )
  // Where people sign in at the proxy, their browsers have its cookie.
  refuseAnyOrigin(read, 'trusted-header')
  return { mode: 'header', header: (values['trusted-header'] ?? '').toLowerCase() }
}

function cookieFrom(read: ReadSettings): string | undefined {
  const cookie = read.values['token-cookie']
  if (cookie !== undefined) refuseAnyOrigin(read, 'token-cookie')
  return cookie
}

/** Any page that somebody visits could otherwise read and write with that person's cookies. */
function refuseAnyOrigin({ values, from }: ReadSettings, name: SettingName): void {
  if (values['allow-origin'] !== '*') return
  throw new ConfigProblem(
    `Cannot let people in by cookies (${from(name)}) and pages from everywhere connect (${from('allow-origin')} is *): ` +
      `any page that somebody visits${name === 'password-file' ? ' of another subdomain' : ''} could then use that person’s cookies. ` +
      'Name the origins of your application' +
      (name === 'authorize-headers'
        ? ', or pass no cookies on: --authorize-headers authorization.'
        : '.'),
  )
}

/** A setting that does nothing is a mistake: somebody relies on it. */
function refuseCompanions({ inForce, from }: ReadSettings, way: Way | undefined): void {
  for (const [name, { value }] of inForce) {
    const needed = companions[name]
    // What is as it would be anyway harms nobody: a file may be what "weft config" has printed.
    if (!needed || isDefault(name, value) || needed.some((one) => one === way)) continue
    throw new ConfigProblem(
      `Cannot use ${from(name)} without ${needed.map((one) => `--${one}`).join(' or ')}: add that, or leave it out.`,
    )
  }
}

/** This machine, a private network (RFC 1918, RFC 4193), or a name without a dot, as containers have them. */
function isNear(hostname: string): boolean {
  return (
    isLoopback(hostname) ||
    /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[f[cd])/i.test(hostname) ||
    /^[a-z\d_-]+$/i.test(hostname)
  )
}

function isDefault(name: SettingName, value: unknown): boolean {
  const { fallback, print }: Setting<unknown> = settings[name]
  return JSON.stringify(print(fallback)) === JSON.stringify(print(value))
}
