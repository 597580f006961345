import { InputRule, Mark, PasteRule } from '@tiptap/core'
// Only its types, for `setLink` and the like: the commands are below.
import type {} from '@tiptap/extension-link'
import { Plugin } from '@tiptap/pm/state'
import { isRemoteChange } from './remote-change.ts'
import { isLinkAddress } from './link-address.ts'
import type { LinkTyping } from './link-typing.ts'
import { whenLoaded } from './blocks/when-loaded.ts'

/** In the document, as Tiptap's own link leaves it there, for editors that use them. Never drawn. */
const hidden = (value: string | null) => ({ default: value, rendered: false })

interface LinkStorage {
  /** Undefined until somebody is about to write. */
  typing: LinkTyping | undefined
}

/**
 * Tiptap's link, drawn with nothing of a peer's but its address and title, and that only if it is one to follow.
 *
 * What finds links in typed and pasted text is {@link LinkTyping}, and is loaded when the caret first comes into the
 * text. The schema cannot wait, and is the same as Tiptap's.
 */
export const SafeLink = Mark.create<Record<string, never>, LinkStorage>({
  name: 'link',
  priority: 1000,
  keepOnSplit: false,
  exitable: true,
  inclusive: true,

  addStorage: () => ({ typing: undefined }),

  addAttributes: () => ({
    href: { default: null },
    target: hidden('_blank'),
    rel: hidden('noopener noreferrer nofollow'),
    class: hidden(null),
    title: { default: null },
  }),

  parseHTML: () => [
    {
      tag: 'a[href]',
      getAttrs: (element) => isLinkAddress(element.getAttribute('href')) && null,
    },
  ],

  renderHTML({ HTMLAttributes }) {
    const href: unknown = HTMLAttributes['href']
    const title: unknown = HTMLAttributes['title']
    return ['a', { href: isLinkAddress(href) ? href : '', title }, 0]
  },

  // Tiptap's, for Markdown that is read and written as a whole.
  markdownTokenName: 'link',
  parseMarkdown: (token, { applyMark, parseInline }) =>
    applyMark('link', parseInline(token.tokens ?? []), {
      href: String(token['href'] ?? ''),
      title: String(token['title'] ?? '') || null,
    }),
  renderMarkdown: (node, { renderChildren }) => {
    const [href, title] = [String(node.attrs?.['href'] ?? ''), String(node.attrs?.['title'] ?? '')]
    return title === ''
      ? `[${renderChildren(node)}](${href})`
      : `[${renderChildren(node)}](${href} "${title}")`
  },

  addCommands() {
    return {
      setLink:
        (attributes) =>
        ({ chain }) =>
          isLinkAddress(attributes.href) &&
          chain().setMark(this.name, attributes).setMeta('preventAutolink', true).run(),
      toggleLink:
        (attributes) =>
        ({ chain }) =>
          (attributes === undefined || isLinkAddress(attributes.href)) &&
          chain()
            .toggleMark(this.name, attributes, { extendEmptyMarkRange: true })
            .setMeta('preventAutolink', true)
            .run(),
      unsetLink:
        () =>
        ({ chain }) =>
          chain()
            .unsetMark(this.name, { extendEmptyMarkRange: true })
            .setMeta('preventAutolink', true)
            .run(),
    }
  },

  onFocus() {
    if (this.storage.typing) return
    // The page may have been closed meanwhile, or the server gone: then an address is typed as text.
    whenLoaded(import('./link-typing.ts'), ({ linkTyping }) => {
      if (!this.editor.isDestroyed) this.storage.typing ??= linkTyping(this.editor)
    })
  },

  addInputRules() {
    const rule = () => this.storage.typing?.inputRule
    return [
      new InputRule({
        find: (text) => found(rule()?.find, text),
        handler: (props) => rule()?.handler(props),
      }),
    ]
  },

  addPasteRules() {
    const rule = () => this.storage.typing?.pasteRule
    return [
      new PasteRule({
        find: (text, event) => found(rule()?.find, text, event),
        handler: (props) => rule()?.handler(props),
      }),
    ]
  },

  // In the place of the plugins that come later: registering one in a running editor starts all others anew, and the
  // binding among them would draw the whole document again.
  addProseMirrorPlugins() {
    const { storage } = this
    const plugins = () => storage.typing?.plugins ?? []
    return [
      new Plugin({
        appendTransaction(transactions, before, after) {
          // What others write is linked in their windows; doing it here as well would be an edit of one's own.
          if (transactions.some((transaction) => isRemoteChange(transaction))) return null
          for (const plugin of plugins()) {
            const change = plugin.spec.appendTransaction?.call(plugin, transactions, before, after)
            if (change) return change
          }
          return null
        },
        props: {
          handlePaste: (view, event, slice) =>
            plugins().some((plugin) => plugin.props.handlePaste?.call(plugin, view, event, slice)),
        },
      }),
    ]
  },
})

type Find<Found, Event> = RegExp | ((text: string, event?: Event) => Found) | undefined

/** Nothing before the rule has come. */
function found<Found, Event>(find: Find<Found, Event>, text: string, event?: Event) {
  return typeof find === 'function' ? find(text, event) : null
}
