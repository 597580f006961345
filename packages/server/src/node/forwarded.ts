import type { IncomingHttpHeaders } from 'node:http'
import type { ProxyHeader } from './trusted-proxies.ts'

/** One who asked the next: an address, and by what scheme, where that was told. */
export interface Hop {
  /** Without a port or brackets; it may be no address at all. */
  readonly address: string
  /** In lower case. */
  readonly proto: string | undefined
}

// One element of Forwarded: pairs of a token and a token or quoted text (RFC 7239, 4).
const PAIR = /([!#$%&'*+.^_`|~\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~\w:[\]-]*))/g
const QUOTED_OR_COMMA = /"(?:[^"\\]|\\.)*"|,/g

/** For whom proxies say that they ask, in the order in which it went through them: the last was written by the last. */
export function forwardedHops(headers: IncomingHttpHeaders, header: ProxyHeader): Hop[] {
  return header === 'forwarded'
    ? elementsOf(String(headers.forwarded ?? '')).map(hopOf)
    : listOf(headers['x-forwarded-for']).map((node) => ({
        address: addressIn(node),
        proto: listOf(headers['x-forwarded-proto']).at(-1)?.toLowerCase(),
      }))
}

function listOf(header: string | string[] | undefined): string[] {
  return String(header ?? '')
    .split(',')
    .flatMap((entry) => entry.trim() || [])
}

function elementsOf(header: string): string[] {
  const elements: string[] = []
  let from = 0
  for (const { 0: found, index } of header.matchAll(QUOTED_OR_COMMA)) {
    if (found !== ',') continue
    elements.push(header.slice(from, index))
    from = index + 1
  }
  return [...elements, header.slice(from)].filter((element) => element.trim() !== '')
}

function hopOf(element: string): Hop {
  const pairs = new Map<string, string>()
  for (const [, name = '', quoted, plain] of element.matchAll(PAIR))
    pairs.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '')
  return { address: addressIn(pairs.get('for') ?? ''), proto: pairs.get('proto')?.toLowerCase() }
}

/** The address of a node, which may have a port: `192.0.2.1:80`, `[2001:db8::1]:80`; some write IPv6 without brackets. */
function addressIn(node: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\](?::\w+)?|([\d.]+):\w+)$/.exec(node) ?? []
  return (bracketed ?? plain ?? node).replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
}
