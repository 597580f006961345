import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentJson } from './document-json.ts'

test('every root is shown as what it is', () => {
  const doc = new Y.Doc()
  const paragraph = new Y.XmlElement('paragraph')
  doc.getXmlFragment('default').insert(0, [paragraph])
  paragraph.setAttribute('align', 'left')
  const text = new Y.XmlText()
  paragraph.insert(0, [text])
  text.insert(0, 'Hello')
  text.format(0, 2, { bold: {} })
  doc.getText('title').insert(0, 'Plain')
  doc.getMap('meta').set('kind', 'text')
  expect(documentJson(doc)).toEqual({
    default: [
      {
        node: 'paragraph',
        attributes: { align: 'left' },
        content: [[{ insert: 'He', attributes: { bold: {} } }, { insert: 'llo' }]],
      },
    ],
    title: 'Plain',
    meta: { kind: 'text' },
  })
})

test('a text that is all of one format keeps it, and an empty one is empty', () => {
  const doc = new Y.Doc()
  doc.getText('bold').insert(0, 'all', { bold: true })
  doc.getText('empty')
  expect(documentJson(doc)).toEqual({
    bold: [{ insert: 'all', attributes: { bold: true } }],
    empty: '',
  })
})

test('a root that nobody here knows is named', () => {
  const [doc, other] = [new Y.Doc(), new Y.Doc()]
  other.getArray('theirs').push([1])
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other))
  expect(documentJson(doc)).toEqual({ theirs: null })
})
