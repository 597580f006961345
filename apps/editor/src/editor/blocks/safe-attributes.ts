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
    // As elements these are no nodes that could be drawn; the binding takes out what is refused.
    if (name === 'text' || name === 'doc') throw new RangeError(`There is no element ${name}`)
    return node(type, attributes && cleanAttributes(name, attributes), content, marks)
  }
  const text = schema.text.bind(schema)
  schema.text = (words: unknown, marks) => {
    // What other editors embed in a text is an object here.
    if (typeof words !== 'string') throw new TypeError('This is no text')
    return text(words, marks)
  }
}

export const SafeAttributes = Extension.create({
  name: 'safeAttributes',

  onBeforeCreate() {
    guardSchema(this.editor.schema)
  },
})
