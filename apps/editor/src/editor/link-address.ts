import type { Editor } from '@tiptap/core'
import { isAllowedUri } from '@tiptap/extension-link'

const HAS_SCHEME = /^[a-z][a-z0-9+.-]*:/i
const LOOKS_LIKE_MAIL = /^[^\s/@]+@[^\s/@]+\.[^\s/@]+$/

/** What somebody typed as the address of a link, made whole: `example.org` is meant to be a page on the web. */
export function linkAddress(typed: string): string {
  const address = typed.trim()
  if (address === '' || HAS_SCHEME.test(address) || /^[/#?]/.test(address)) return address
  return LOOKS_LIKE_MAIL.test(address) ? `mailto:${address}` : `https://${address}`
}

/** The address of the link at the caret; empty when there is none, or none to follow: a peer may write anything there. */
export function hrefAt(editor: Editor): string {
  const href: unknown = editor.getAttributes('link')['href']
  return typeof href === 'string' && isAllowedUri(href) ? href : ''
}
