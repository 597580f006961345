import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { strings } from '../strings.ts'

/** Says in a document without any text what one can do. Ours, for Tiptap's does much more, all of it in the first load. */
export const Placeholder = Extension.create({
  name: 'placeholder',

  addProseMirrorPlugins() {
    const { editor } = this
    return [
      new Plugin({
        props: {
          decorations: ({ doc }) => {
            const { firstChild, childCount } = doc
            const isEmpty =
              childCount === 1 && firstChild?.isTextblock && firstChild.childCount === 0
            if (!isEmpty || !editor.isEditable) return null
            const shown = {
              class: 'is-editor-empty',
              'data-placeholder': strings.editor.placeholder,
            }
            return DecorationSet.create(doc, [Decoration.node(0, firstChild.nodeSize, shown)])
          },
        },
      }),
    ]
  },
})
