import { type Editor, getExtensionField, type InputRule, type PasteRule } from '@tiptap/core'
import { Link } from '@tiptap/extension-link'
import type { Plugin } from '@tiptap/pm/state'
import { isLinkAddress } from './link-address.ts'

/** What makes links of typed and pasted text: addresses, and Markdown's `[text](address)`. */
export interface LinkTyping {
  readonly inputRule: InputRule | undefined
  readonly pasteRule: PasteRule | undefined
  readonly plugins: readonly Plugin[]
}

const TiptapLink = Link.configure({
  openOnClick: false,
  defaultProtocol: 'https',
  markdownLinks: true,
  isAllowedUri: isLinkAddress,
})

/** Tiptap's own, without its mark: that is in the schema already. */
export function linkTyping(editor: Editor): LinkTyping {
  const context = {
    name: TiptapLink.name,
    options: TiptapLink.options,
    storage: {},
    editor,
    type: editor.schema.marks['link'],
  }
  const made = <T>(field: 'addInputRules' | 'addPasteRules' | 'addProseMirrorPlugins') =>
    getExtensionField<() => T[]>(TiptapLink, field, context)()
  return {
    inputRule: made<InputRule>('addInputRules')[0],
    pasteRule: made<PasteRule>('addPasteRules')[0],
    plugins: made<Plugin>('addProseMirrorPlugins'),
  }
}
