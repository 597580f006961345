/** How the names of read-only links begin. Their pages are at the same path, so one address serves people and clients. */
const VIEW_PREFIX = '_weft/view/'

/** 160 bits as base64url. */
const LINK_ID = /^[\w-]{27}$/

/** Random bytes in a link's id. */
export const LINK_ID_BYTES = 20

/**
 * Whether a name is the server's own and can be no document's, in any mode: what looks like a link, or like half of one,
 * never becomes a document by mistake.
 */
export function isReservedName(name: string): boolean {
  return /^\/*_weft(\/|$)/i.test(name)
}

/** Why such a name cannot be a document's. */
export const RESERVED = 'names that begin with _weft/ are the server’s own'

/** The id in a link's name; undefined when the name is not a link's. */
export function linkIdIn(name: string): string | undefined {
  const id = name.startsWith(VIEW_PREFIX) ? name.slice(VIEW_PREFIX.length) : ''
  return LINK_ID.test(id) ? id : undefined
}

/** The name that a client asks for to read by a link, and, after a slash, the path of the link's page. */
export const linkName = (id: string): string => `${VIEW_PREFIX}${id}`

/** A log entry's document, with no more of a link than tells it from others: who has it all can read by it. */
export function withoutLink(name: string): string {
  const at = name.indexOf(VIEW_PREFIX)
  return at < 0 ? name : `${name.slice(0, at + VIEW_PREFIX.length + 6)}…`
}
