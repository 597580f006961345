import type { IncomingHttpHeaders } from 'node:http'
import type { ProxyHeader } from './trusted-proxies.ts'

/** One who asked the next: an address, and by what scheme, where that was told. */
export interface Hop {
  /** Without a port or brackets; it may be no address at all. */
  readonly address: string
  /** In lower case. */
  readonly proto: string | undefined
}

// One pair of an element of Forwarded: a token and a token or quoted text (RFC 7239, 4).
const PAIR = /^\s*([!#$%&'*+.^_`|~\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~\w:[\]-]*))\s*$/

/** For whom proxies say that they ask, in the order in which it went through them: the last was written by the last. */
export function forwardedHops(headers: IncomingHttpHeaders, header: ProxyHeader): Hop[] {
  return header === 'forwarded'
    ? splitOutsideQuotes(String(headers.forwarded ?? ''), ',').map(hopOf)
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

/**
 * The parts of a text between separators that do not stand in quotes; blank ones are left out. Read from the end: a quote
 * that a stranger left open must not take in what a proxy wrote behind it.
 */
function splitOutsideQuotes(text: string, separator: ',' | ';'): string[] {
  const parts: string[] = []
  let to = text.length
  let isQuoted = false
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const char = text[at]
    if (char === '"') {
      if (!(isQuoted && isEscaped(text, at))) isQuoted = !isQuoted
    } else if (char === separator && !isQuoted) {
      parts.push(text.slice(at + 1, to))
      to = at
    }
  }
  parts.push(text.slice(0, to))
  return parts.reverse().filter((part) => part.trim() !== '')
}

function isEscaped(text: string, at: number): boolean {
  let from = at
  while (text[from - 1] === '\\') from -= 1
  return (at - from) % 2 === 1
}

function hopOf(element: string): Hop {
  const pairs = new Map<string, string>()
  for (const text of splitOutsideQuotes(element, ';')) {
    const [, name = '', quoted, plain] = PAIR.exec(text) ?? []
    pairs.set(name.toLowerCase(), quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '')
  }
  return { address: addressIn(pairs.get('for') ?? ''), proto: pairs.get('proto')?.toLowerCase() }
}

/** The address of a node, which may have a port: `192.0.2.1:80`, `[2001:db8::1]:80`; some write IPv6 without brackets. */
function addressIn(node: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\](?::\w+)?|([\d.]+):\w+)$/.exec(node) ?? []
  return (bracketed ?? plain ?? node).replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
}
