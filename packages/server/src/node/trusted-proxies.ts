import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { TLSSocket } from 'node:tls'
import { forwardedHops, type Hop } from './forwarded.ts'

/** What of a request says who asks: its headers, and the socket that it came over. */
export type FromSomewhere = Pick<IncomingMessage, 'headers' | 'socket'>

/** The headers in which proxies tell for whom they ask: `X-Forwarded-For` with `X-Forwarded-Proto`, or `Forwarded` (RFC 7239). */
export const PROXY_HEADERS = ['x-forwarded-for', 'forwarded'] as const
/** One of {@link PROXY_HEADERS}. */
export type ProxyHeader = (typeof PROXY_HEADERS)[number]

/** Which proxies are believed when they say for whom they ask. Nobody else's headers are looked at. */
export interface TrustedProxies {
  /** Whether an address is one of theirs. */
  has(address: string | undefined): boolean
  /** Whether a request comes from one of them, so that the headers that it sets can be believed. */
  isTrusted(request: FromSomewhere): boolean
  /**
   * Who asks: the socket's address, or, from a trusted proxy, the last address in its header that is not a proxy's as well.
   * What stands before that in the header, anybody may have written.
   */
  addressOf(request: FromSomewhere): string
  /** Whether whoever asks does so by https: with us, or, as a trusted proxy says, with it. */
  isHttps(request: FromSomewhere): boolean
}

const words = new Map<string, readonly string[]>([
  ['loopback', ['127.0.0.0/8', '::1/128']],
  // RFC 1918, RFC 6598, RFC 4193, RFC 3927 and RFC 4291, 2.5.6.
  [
    'private',
    ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].concat([
      '169.254.0.0/16',
      'fe80::/10',
    ]),
  ],
])

/**
 * Reads which proxies are to be believed.
 *
 * @param entries Addresses, networks as `10.1.0.0/16`, and the words `loopback` and `private`. Empty: nobody is believed.
 * @param header The one that the proxies set. The other is ignored, because a proxy that sets one may pass on what a stranger
 * wrote into the other.
 * @throws {TypeError} When an entry is none of these.
 */
export function createTrustedProxies(
  entries: readonly string[],
  header: ProxyHeader = 'x-forwarded-for',
): TrustedProxies {
  const trusted = new BlockList()
  for (const entry of entries.flatMap((one) => words.get(one.toLowerCase()) ?? [one]))
    add(trusted, entry)
  const has = (given: string | undefined): boolean => {
    const address = bareAddress(given ?? '')
    const family = isIP(address)
    return family !== 0 && trusted.check(address, family === 6 ? 'ipv6' : 'ipv4')
  }
  /** Who asks, and what the proxy that it asked says of how. */
  const clientOf = ({ headers, socket }: FromSomewhere): Hop => {
    const hops = has(socket.remoteAddress) ? forwardedHops(headers, header) : []
    let client: Hop = { address: bareAddress(socket.remoteAddress ?? ''), proto: undefined }
    while (has(client.address)) {
      const next = hops.pop()
      // What is no address, such as "unknown", ends what we know: then it was somebody at that proxy.
      if (!next || isIP(next.address) === 0) break
      client = next
    }
    return client
  }
  return {
    has,
    isTrusted: ({ socket }) => has(socket.remoteAddress),
    addressOf: (request) => clientOf(request).address,
    isHttps: (request) => {
      const { proto } = clientOf(request)
      return proto === undefined ? request.socket instanceof TLSSocket : proto === 'https'
    },
  }
}

/** As somebody would write it: without IPv6's clothes around an IPv4 address, and without a zone. */
const bareAddress = (address: string): string =>
  address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')

function add(trusted: BlockList, entry: string): void {
  const [address = '', bits, more] = entry.split('/')
  const family = isIP(address)
  if (family === 0 || more !== undefined)
    throw new TypeError(
      `Cannot trust the proxy "${entry}": write an address, a network such as 10.1.0.0/16, "loopback" or "private"`,
    )
  const most = family === 6 ? 128 : 32
  const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1
  if (prefix < 0 || prefix > most)
    throw new TypeError(
      `Cannot trust the proxy "${entry}": a network of that kind ends in /1 to /${most}`,
    )
  if (prefix === 0)
    throw new TypeError(
      `Cannot trust the proxy "${entry}": anybody could then say to be anybody; name the addresses of your proxies`,
    )
  trusted.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4')
}
