import { WeftProvider } from '@weft/provider'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { claimForCode, kindOf, KindWatch } from './document-kind.ts'

const providers: WeftProvider[] = []

afterEach(() => {
  for (const provider of providers.splice(0)) provider.destroy()
})

function watch(doc: Y.Doc, wanted: 'text' | 'code') {
  const provider = new WeftProvider('ws://host', 'doc', doc, { connect: false })
  providers.push(provider)
  return { provider, kind: new KindWatch(provider, wanted) }
}

test.each([['text'], ['CODE'], [1], [null], [{ code: true }]])(
  'a document that says anything but `code` is formatted text: %j',
  (kind) => {
    const doc = new Y.Doc()
    doc.getMap('meta').set('kind', kind)
    expect(kindOf(doc)).toBe('text')
  },
)

test('only a document that nobody ever wrote into becomes one of code', () => {
  const [fresh, used] = [new Y.Doc(), new Y.Doc()]
  used.getText('title').insert(0, 'a')
  used.getText('title').delete(0, 1)
  for (const doc of [fresh, used]) claimForCode(doc)
  expect([kindOf(fresh), kindOf(used)]).toEqual(['code', 'text'])
})

test('two people who make it at once make it once', () => {
  const [one, other] = [new Y.Doc(), new Y.Doc()]
  for (const doc of [one, other]) claimForCode(doc)
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other))
  expect(one.getMap('meta').toJSON()).toEqual({ kind: 'code' })
})

test('a new document becomes what was wanted when the server says that it is new', () => {
  const doc = new Y.Doc()
  const { provider, kind } = watch(doc, 'code')
  expect(kind.get()).toBe('code')
  expect(kindOf(doc)).toBe('text')
  provider.emit('sync', [true])
  expect(kindOf(doc)).toBe('code')
})

test('what was wanted does not change a document that is there, and the page follows what it is', () => {
  const doc = new Y.Doc()
  const { provider, kind } = watch(doc, 'code')
  const there = new Y.Doc()
  there.getText('title').insert(0, 'Notes')
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(there), provider)
  expect(kind.get()).toBe('text')
  provider.emit('sync', [true])
  expect(kindOf(doc)).toBe('text')
  doc.getMap('meta').set('kind', 'code')
  expect(kind.get()).toBe('code')
})
