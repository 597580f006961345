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
    const takeOver = (data: DataTransfer | null): boolean => {
      const files = [...(data?.files ?? [])].filter(({ type }) => type.startsWith('image/'))
      if (editor.storage.lateImages.behavior || files.length === 0 || !editor.isEditable)
        return false
      whenLoaded(import('./image-editing.ts'), ({ uploadImages }) => uploadImages(editor, files))
      return true
    }
    return [
      new Plugin({
        props: {
          handlePaste: (_, { clipboardData }) =>
            clipboardData?.getData('text/html') === '' && takeOver(clipboardData),
          handleDrop: (_, { dataTransfer }, _slice, isMoved) => !isMoved && takeOver(dataTransfer),
        },
      }),
    ]
  },
})
