import * as Y from 'yjs'
import { field } from '../collaboration/person.ts'

/** Everything that is in a document, by the names of its roots, as JSON has it. */
export function documentJson(doc: Y.Doc): Record<string, unknown> {
  return Object.fromEntries([...doc.share].map(([name, type]) => [name, jsonOf(type)]))
}

function jsonOf(type: unknown): unknown {
  if (type instanceof Y.XmlElement) {
    const { nodeName } = type
    return { node: nodeName, attributes: type.getAttributes(), content: contentOf(type) }
  }
  // A kind of text, and one of fragment: the order of these matters.
  if (type instanceof Y.XmlFragment) return contentOf(type)
  if (type instanceof Y.XmlText || type instanceof Y.Text) return textOf(type)
  if (type instanceof Y.Map || type instanceof Y.Array) return type.toJSON()
  // A root that nobody on this page has asked for: what it is, is not known.
  return null
}

function contentOf(parent: Y.XmlFragment): unknown[] {
  return parent.toArray().map(jsonOf)
}

/** A string where it is only that, and else Yjs' own list of pieces with their formats. */
function textOf(text: Y.Text): unknown {
  const delta: unknown = text.toDelta()
  const pieces: unknown[] = Array.isArray(delta) ? delta : []
  const isPlain = pieces.every(
    (piece) => typeof field(piece, 'insert') === 'string' && !field(piece, 'attributes'),
  )
  return isPlain ? text.toString() : pieces
}
