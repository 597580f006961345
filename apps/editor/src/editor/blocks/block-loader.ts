import { Extension } from '@tiptap/core'
import { whenLoaded } from './when-loaded.ts'

/**
 * Loads what takes pasted and dropped pictures and what moves the caret in tables, as soon as somebody comes to write: it
 * is there before the first picture or table is.
 */
export const BlockLoader = Extension.create<
  { readonly documentName: string },
  { readonly documentName: string }
>({
  name: 'blockLoader',
  addStorage() {
    return { documentName: this.options.documentName }
  },
  onCreate() {
    const { editor } = this
    const load = () => {
      whenLoaded(import('./image-editing.ts'), ({ editImages }) => editImages(editor))
      whenLoaded(import('./table-editing.ts'), ({ editTables }) => editTables(editor))
    }
    for (const type of ['focusin', 'dragenter'])
      editor.view.dom.addEventListener(type, load, { once: true })
  },
})
