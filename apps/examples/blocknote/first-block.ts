import { Doc, encodeStateAsUpdate, XmlElement } from 'yjs'

/**
 * The empty block that BlockNote shows in a document that has not begun. If each person's first letter brought its own,
 * two who begin at once would lose one of them: a document has one group of blocks. Everybody makes the same bytes
 * under the same client ID, so it is in the document once, however many people apply it at once.
 */
export function firstBlock(fragment: string): Uint8Array {
  const doc = new Doc()
  doc.clientID = 1
  const container = new XmlElement('blockContainer')
  container.setAttribute('id', 'initialBlockId')
  container.insert(0, [new XmlElement('paragraph')])
  const group = new XmlElement('blockGroup')
  group.insert(0, [container])
  doc.getXmlFragment(fragment).insert(0, [group])
  return encodeStateAsUpdate(doc)
}
