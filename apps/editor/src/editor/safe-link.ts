import { Link } from '@tiptap/extension-link'

/**
 * Tiptap's link, drawn with nothing of a peer's but its address, and that only if it is one to follow. The other
 * attributes stay in the document, for editors that use them.
 */
export const SafeLink = Link.extend({
  addAttributes() {
    const attributes = { ...this.parent?.() }
    for (const name of ['target', 'rel', 'class']) {
      attributes[name] = { ...attributes[name], rendered: false }
    }
    return attributes
  },
}).configure({
  openOnClick: false,
  defaultProtocol: 'https',
  markdownLinks: true,
  // A peer may have written a number where an address belongs.
  isAllowedUri: (url: unknown, { defaultValidate }) =>
    typeof url === 'string' && defaultValidate(url),
})
