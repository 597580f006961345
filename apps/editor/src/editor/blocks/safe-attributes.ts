import { Extension } from '@tiptap/core'
import { NodeType, type Schema } from '@tiptap/pm/model'
import { cleanAttributes } from './clean-attributes.ts'

/**
 * Makes a schema clean the attributes of every node that is asked of it by name, as the Yjs binding does for all that
 * the shared document holds. A peer can write anything there, and ProseMirror itself takes it: a cell that spans a
 * million columns would freeze every window.
 *
 * Nothing is written back: the document keeps what the peer wrote until somebody changes that very node.
 */
export function guardSchema(schema: Schema): void {
  const node = schema.node.bind(schema)
  schema.node = (type, attributes, content, marks) => {
    const name = type instanceof NodeType ? type.name : type
    return node(type, attributes && cleanAttributes(name, attributes), content, marks)
  }
}

export const SafeAttributes = Extension.create({
  name: 'safeAttributes',

  onBeforeCreate() {
    guardSchema(this.editor.schema)
  },
})
