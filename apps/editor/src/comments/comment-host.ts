import { Extension } from '@tiptap/core'
import { LatePlugin } from '../editor/late-plugin.ts'

/** Holds the place in the editor for the comments, which are loaded after the text. */
export const CommentHost = Extension.create<Record<string, never>, { readonly plugin: LatePlugin }>(
  {
    name: 'commentHost',
    addStorage: () => ({ plugin: new LatePlugin() }),
    addProseMirrorPlugins() {
      return [this.storage.plugin.plugin]
    },
  },
)

declare module '@tiptap/core' {
  interface Storage {
    readonly commentHost: { readonly plugin: LatePlugin }
  }
}
