import { Doc, encodeStateAsUpdate, XmlText } from 'yjs'

/**
 * An empty paragraph, for editors that need one to start with. Everybody makes the same bytes under the same client ID,
 * so it is in the document once, however many people apply it at once.
 *
 * @param root The name of the editor's root.
 * @param type The attribute in which the editor keeps a block's type.
 */
export function firstParagraph(root: string, type: string): Uint8Array {
  const doc = new Doc()
  doc.clientID = 1
  const paragraph = new XmlText()
  paragraph.setAttribute(type, 'paragraph')
  doc.get(root, XmlText).insertEmbed(0, paragraph)
  return encodeStateAsUpdate(doc)
}
