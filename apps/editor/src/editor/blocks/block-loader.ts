import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
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

  // Whoever is faster than that loses no picture.
  addProseMirrorPlugins() {
    const { editor } = this
    const isEarly = () => !editor.storage.lateImages.behavior && editor.isEditable
    return [
      new Plugin({
        props: {
          handlePaste: (view, { clipboardData }) => {
            const html = clipboardData?.getData('text/html') ?? ''
            const files = picturesIn(clipboardData)
            if (!isEarly() || (files.length === 0 && !html.includes('data:image/'))) return false
            const text = clipboardData?.getData('text/plain') ?? ''
            // Where it cannot be loaded, the text is pasted without them.
            import('./image-editing.ts').then(
              ({ pasteAgain }) => pasteAgain(editor, { html, text, files }),
              () => view.isDestroyed || view.pasteHTML(html),
            )
            return true
          },
          handleDrop: (_, { dataTransfer }, _slice, isMoved) => {
            const files = picturesIn(dataTransfer)
            if (isMoved || files.length === 0 || !isEarly()) return false
            whenLoaded(import('./image-editing.ts'), ({ uploadImages }) =>
              uploadImages(editor, files),
            )
            return true
          },
        },
      }),
    ]
  },
})

const picturesIn = (data: DataTransfer | null): readonly File[] =>
  [...(data?.files ?? [])].filter(({ type }) => type.startsWith('image/'))
