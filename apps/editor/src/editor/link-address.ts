import type { Editor } from '@tiptap/core'

const SCHEME = /^([a-z][a-z0-9+.-]*):/i
const LOOKS_LIKE_MAIL = /^[^\s/@]+@[^\s/@]+\.[^\s/@]+$/

/** Where a link may lead. Not to what runs in the page, such as `javascript:`. */
const ALLOWED_SCHEMES: ReadonlySet<string> = new Set([
  'http',
  'https',
  'ftp',
  'ftps',
  'mailto',
  'tel',
  'callto',
  'sms',
  'xmpp',
])

/** What browsers leave out of an address, so that `java\nscript:` is one. */
const IGNORED = /[\p{Cc}\p{Cf}\s]/gu

/** What somebody typed as the address of a link, made whole: `example.org` is meant to be a page on the web. */
export function linkAddress(typed: string): string {
  const address = typed.trim()
  if (address === '' || SCHEME.test(address) || /^[/#?]/.test(address)) return address
  return LOOKS_LIKE_MAIL.test(address) ? `mailto:${address}` : `https://${address}`
}

/** Whether it is an address to follow. A peer may have written anything there, also what is no text. */
export function isLinkAddress(address: unknown): address is string {
  if (typeof address !== 'string') return false
  const scheme = SCHEME.exec(address.replace(IGNORED, ''))?.[1]
  return scheme === undefined || ALLOWED_SCHEMES.has(scheme.toLowerCase())
}

/** The address of the link at the caret; empty when there is none, or none to follow. */
export function hrefAt(editor: Editor): string {
  const href: unknown = editor.getAttributes('link')['href']
  return isLinkAddress(href) ? href : ''
}
