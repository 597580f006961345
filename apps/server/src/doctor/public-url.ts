import { once } from 'node:events'
import { connect, rootCertificates } from 'node:tls'
import { isLoopback } from '@weft/server'
import { note, right, wrong, type Finding } from './finding.ts'
import { ask, type Answered } from './ask.ts'
import { wordsOf } from '../words-of.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const SOON_DAYS = 14
const MOST_SKEW_MS = 30_000
/** An address of nobody (RFC 5737), which a stranger could claim to have. */
const FALSE_ADDRESS = '203.0.113.77'
const TIMEOUT_MS = 10_000

/** What was found of TLS. */
export interface TlsFinding extends Finding {
  /** Whether nobody on the way reads what is sent, and whoever gets it is who was meant. */
  readonly isPrivate: boolean
}

/** Whom to trust: an authority of one's own, in PEM, besides the usual ones. */
export const trusting = (ca: string | undefined) =>
  ca === undefined ? {} : { ca: [...rootCertificates, ca] }

/**
 * Looks at TLS: who signed it, for whom, until when.
 *
 * @param ca An authority of one's own, in PEM, that browsers are known to trust besides the usual ones.
 */
export async function lookAtTls(url: URL, nowMs: number, ca?: string): Promise<TlsFinding> {
  if (url.protocol === 'http:')
    return isLoopback(url.hostname)
      ? { ...note('TLS', 'plain http, which is right on this machine alone'), isPrivate: true }
      : {
          ...wrong(
            'TLS',
            'plain http: others on the way read and change everything',
            'Put a proxy with TLS in front, or use --tls-cert',
          ),
          isPrivate: false,
        }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const socket = connect({
    host,
    port: Number(url.port || 443),
    ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
    ...trusting(ca),
    rejectUnauthorized: false,
  })
  socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('no answer in time')))
  try {
    await once(socket, 'secureConnect')
    const { valid_to: validTo } = socket.getPeerCertificate()
    const days = Math.floor((Date.parse(validTo) - nowMs) / DAY_MS)
    const protocol = socket.getProtocol() ?? 'TLS'
    if (!socket.authorized)
      return { ...refused(String(socket.authorizationError), host, validTo), isPrivate: false }
    const found =
      days < SOON_DAYS
        ? wrong('TLS', `the certificate expires in ${days} days`, 'Renew it')
        : right('TLS', `${protocol}, and the certificate is valid for ${days} days`)
    return { ...found, isPrivate: true }
  } catch (error) {
    const found = wrong(
      'TLS',
      `no TLS at ${url.host}: ${wordsOf(error)}`,
      'Check the name, the port and the proxy',
    )
    return { ...found, isPrivate: false }
  } finally {
    socket.destroy()
  }
}

/** @param code What Node calls the reason: names of OpenSSL's, or of its own. */
function refused(code: string, host: string, validTo: string): Finding {
  const [why, remedy] = reasons.find(([pattern]) => pattern.test(code))?.slice(1) ?? [
    code,
    'Get one for this name from an authority that browsers know',
  ]
  const words = String(why).replace('HOST', host).replace('DATE', validTo)
  return wrong('TLS', `browsers refuse the certificate: ${words}`, String(remedy))
}

const reasons: readonly (readonly [code: RegExp, why: string, remedy: string])[] = [
  [
    /ALTNAME_INVALID|HOSTNAME_MISMATCH/,
    'it is not for HOST',
    'Get one for this name, or use the name that it is for',
  ],
  [/HAS_EXPIRED/, 'it expired on DATE', 'Renew it, and have the proxy or Weft read it (SIGHUP)'],
  [/NOT_YET_VALID/, 'it is not valid yet', 'Set the clock of this machine, or wait'],
  [
    /^UNABLE_TO_VERIFY_LEAF_SIGNATURE|^UNABLE_TO_GET_ISSUER_CERT/,
    'who signed it is unknown, or the certificates between it and the authority are missing',
    'Put them behind it in the same file (certbot calls it fullchain.pem); for an authority of your own, name it with --ca',
  ],
  [
    /SELF_SIGNED/,
    'no authority that browsers know has signed it',
    'Get one from such an authority; for one of your own, name it with --ca',
  ],
]

/** Looks at what is answered to plain requests: whether it is Weft, at that path, with our clock and the right address. */
export async function lookAtRequests(url: URL): Promise<readonly Finding[]> {
  const health = await ask(new URL('healthz', url), {})
  if (typeof health === 'string')
    return [
      wrong('answers', `nothing answers at ${url.href}: ${health}`, 'Check the name and the proxy'),
    ]
  const findings = [
    isWeft(health) ? right('path', `Weft answers below ${url.pathname}`) : notWeft(url, health),
  ]
  if (!isWeft(health)) return findings
  return [...findings, clock(health), ...(await addresses(url))]
}

const isWeft = ({ status, body }: Answered): boolean => {
  try {
    const said: unknown = JSON.parse(body)
    return status === 200 && typeof said === 'object' && said !== null && 'status' in said
  } catch {
    return false
  }
}

function notWeft(url: URL, { status, body }: Answered): Finding {
  // Weft's own words, with what to do about it.
  if (status === 403 && body.includes('--insecure-open'))
    return wrong(
      'path',
      'Weft refuses whoever comes from elsewhere, for it asks nobody who they are',
      'Say who is let in, e.g. with --password-file or --jwt-jwks-url; or start it with --insecure-open',
    )
  return wrong(
    'path',
    `${new URL('healthz', url).href} is answered with ${status}, and not by Weft`,
    status >= 500
      ? 'The proxy does not reach Weft: check that it runs, and the port in the proxy’s configuration'
      : 'Start Weft with --path-prefix for this path, and let the proxy hand the path on whole',
  )
}

function clock({ dateMs, tookMs, nowMs }: Answered): Finding {
  if (dateMs === undefined) return note('clock', 'the answer does not tell the time')
  // The header has whole seconds, and was written some time between asking and answering.
  const skew = Math.max(0, Math.abs(dateMs + 500 - nowMs) - 500 - tookMs)
  const found = `it differs from the public address’s by ${Math.round(skew / 1000)} s`
  return skew > MOST_SKEW_MS
    ? wrong('clock', found, 'Set it, and keep it right with NTP: tokens end by it')
    : right('clock', found)
}

async function addresses(url: URL): Promise<readonly Finding[]> {
  const you = await seenAt(url, {})
  if (!you) return [note('addresses', 'the server does not tell which address it sees')]
  const claimed = await seenAt(url, {
    'X-Forwarded-For': FALSE_ADDRESS,
    Forwarded: `for=${FALSE_ADDRESS}`,
  })
  const isHttpsKnown = url.protocol === 'http:' || you.isHttps
  return [
    addressFinding(url, you.address, claimed?.address),
    ...(isHttpsKnown
      ? []
      : [
          wrong(
            'https',
            'Weft takes this for plain http',
            'Let the proxy set X-Forwarded-Proto, and name it with --trusted-proxy',
          ),
        ]),
  ]
}

async function seenAt(url: URL, headers: Readonly<Record<string, string>>) {
  const answer = await ask(new URL('_weft/you', url), headers)
  return typeof answer === 'string' ? undefined : youIn(answer.body)
}

/** @param claimed The address that was seen when a false one was claimed; undefined when that was not answered. */
function addressFinding(url: URL, address: string, claimed: string | undefined): Finding {
  if (claimed === FALSE_ADDRESS)
    return wrong(
      'addresses',
      'whoever writes X-Forwarded-For or Forwarded himself is believed',
      'Let the proxy set that header and not add to it, and remove the other; trust nobody but the proxy',
    )
  if (isLoopback(address) && !isLoopback(url.hostname))
    return wrong(
      'addresses',
      `everybody seems to come from ${address}, or you asked from the machine of the proxy`,
      'Start Weft with --trusted-proxy, let the proxy set X-Forwarded-For, and ask from elsewhere',
    )
  return right('addresses', `you are seen as ${address}, whatever you write into headers`)
}

function youIn(body: string): { address: string; isHttps: boolean } | undefined {
  try {
    const said: unknown = JSON.parse(body)
    if (typeof said !== 'object' || said === null) return undefined
    if (!('address' in said && 'isHttps' in said)) return undefined
    return { address: String(said.address), isHttps: said.isHttps === true }
  } catch {
    return undefined
  }
}
