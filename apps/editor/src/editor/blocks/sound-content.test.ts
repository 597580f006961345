import { getSchema } from '@tiptap/core'
import { initProseMirrorDoc } from '@tiptap/y-tiptap'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { schemaExtensions } from '../schema.ts'
import { guardSchema } from './safe-attributes.ts'
import { keepSound } from './sound-content.ts'

const schema = getSchema(schemaExtensions)
guardSchema(schema)

function paragraph(...content: readonly unknown[]): Y.XmlElement {
  const made = new Y.XmlElement('paragraph')
  Reflect.apply(made.push, made, [content])
  return made
}

/** Puts into the shared text what its types do not allow, as anybody can who writes updates by hand. */
const force = (into: Y.XmlFragment, ...content: readonly unknown[]): void =>
  void Reflect.apply(Y.Array.prototype.push, into, [content])

const embedding = (): Y.XmlText => {
  const text = new Y.XmlText()
  text.insertEmbed(0, { image: 'https://elsewhere.example/a.png' })
  return text
}

const hostile: readonly (readonly [string, (fragment: Y.XmlFragment) => void])[] = [
  ['text outside of a paragraph', (fragment) => fragment.push([new Y.XmlText('loose')])],
  ['a bare value', (fragment) => force(fragment, 5, 'text', null)],
  ['a map', (fragment) => force(fragment, new Y.Map())],
  ['a list', (fragment) => force(fragment, new Y.Array())],
  ['a hook', (fragment) => fragment.push([paragraph(new Y.XmlHook('hook'))])],
  ['a map in a paragraph', (fragment) => fragment.push([paragraph(new Y.Map())])],
  ['an object within a text', (fragment) => fragment.push([paragraph(embedding())])],
  ['an element that is called text', (fragment) => fragment.push([new Y.XmlElement('text')])],
  [
    'a document within the document',
    (fragment) => {
      const inner = new Y.XmlElement('doc')
      inner.push([paragraph(new Y.XmlText('inner'))])
      fragment.push([inner])
    },
  ],
  ['an element without a name', (fragment) => fragment.push([new Y.XmlElement('')])],
  ['an element called __proto__', (fragment) => fragment.push([new Y.XmlElement('__proto__')])],
]

describe('what a peer writes that no editor would does not break the text', () => {
  test.each(hostile)('%s, while it is open', (_, write) => {
    const doc = new Y.Doc()
    const fragment = doc.getXmlFragment('default')
    keepSound(fragment)
    const peer = new Y.Doc()
    peer.getXmlFragment('default').push([paragraph(new Y.XmlText('Mine'))])
    write(peer.getXmlFragment('default'))
    let read = ''
    fragment.observeDeep(() => void (read = initProseMirrorDoc(fragment, schema).doc.textContent))
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(peer))
    expect(read).toBe('Mine')
  })

  test.each(hostile)('%s, when it is opened', (_, write) => {
    const doc = new Y.Doc()
    const fragment = doc.getXmlFragment('default')
    fragment.push([paragraph(new Y.XmlText('Mine'))])
    write(fragment)
    keepSound(fragment)
    expect(initProseMirrorDoc(fragment, schema).doc.textContent).toBe('Mine')
  })
})

test('a sound text is left alone, and nothing is written', () => {
  const doc = new Y.Doc()
  const fragment = doc.getXmlFragment('default')
  fragment.push([paragraph(new Y.XmlText('Mine')), new Y.XmlElement('horizontalRule')])
  const before = Y.encodeStateAsUpdate(doc)
  let updates = 0
  doc.on('update', () => (updates += 1))
  keepSound(fragment)
  expect([Y.encodeStateAsUpdate(doc), updates]).toEqual([before, 0])
})

test('what is taken out because of others is not told to others as a change of ours', () => {
  const doc = new Y.Doc()
  keepSound(doc.getXmlFragment('default'))
  const peer = new Y.Doc()
  peer.getXmlFragment('default').push([new Y.XmlText('loose')])
  const local: boolean[] = []
  doc.on('update', (_update, _origin, _doc, { local: isLocal }: Y.Transaction) =>
    local.push(isLocal),
  )
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(peer))
  expect(local).toEqual([false])
})
