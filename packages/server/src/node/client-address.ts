import { isIPv6 } from 'node:net'
import { isLoopback } from './loopback.ts'

/** How many groups of an IPv6 address name a network: one customer gets at least all that is behind these. */
const NETWORK_GROUPS = 4

/**
 * Whom a socket's connections are counted for. IPv4 addresses count as they are, also in IPv6's clothes, IPv6 addresses by
 * their network (/64), since whoever has one has them all. Undefined for this machine: a proxy here speaks for many, and
 * a person here needs no limit.
 */
export function countedAddress(remoteAddress: string | undefined): string | undefined {
  if (remoteAddress === undefined) return undefined
  const address = remoteAddress.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (isLoopback(address)) return undefined
  return isIPv6(address) ? networkOf(address) : address
}

function networkOf(address: string): string {
  const [before = '', after] = address.toLowerCase().split('::')
  const groups = before === '' ? [] : before.split(':')
  const rest = after === undefined || after === '' ? [] : after.split(':')
  const zeros = after === undefined ? [] : Array<string>(8 - groups.length - rest.length).fill('0')
  const all = [...groups, ...zeros, ...rest]
  return `${all.slice(0, NETWORK_GROUPS).join(':')}::/64`
}
