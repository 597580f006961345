import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyUpdate,
  Doc,
  encodeStateAsUpdate,
  encodeStateVector,
  Map as SharedMap,
  Text,
  XmlElement,
} from 'yjs'
import { contentDigest } from './content-digest.ts'
import { holdsAll } from './holds-all.ts'

const copyOf = (...updates: readonly Uint8Array[]): Doc => {
  const doc = new Doc()
  for (const update of updates) applyUpdate(doc, update)
  return doc
}

/** A document of two people's random edits, and the updates in the order in which they came. */
function edited(
  edits: readonly { readonly who: number; readonly at: number; readonly del: boolean }[],
) {
  const doc = new Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  edits.forEach(({ who, at, del }, index) => {
    doc.clientID = who
    const text = doc.getText('text')
    const place = at % (text.length + 1)
    if (del && place < text.length) text.delete(place, 1)
    else text.insert(place, `${index}`)
    doc.getMap('map').set(`${at % 5}`, del ? new SharedMap([['n', index]]) : index)
  })
  return { doc, updates }
}

const edits = fc.array(
  fc.record({ who: fc.constantFrom(1, 2), at: fc.nat(50), del: fc.boolean() }),
  { minLength: 2, maxLength: 40 },
)

describe('two documents are the same', () => {
  test('however their updates are merged', () => {
    fc.assert(
      fc.property(edits, (made) => {
        const { doc, updates } = edited(made)
        const one = copyOf(...updates)
        const other = copyOf(encodeStateAsUpdate(doc))
        expect(contentDigest(one)).toBe(contentDigest(other))
        expect(holdsAll(one, other) && holdsAll(other, one)).toBe(true)
      }),
    )
  })

  test('unless one lacks an update of the other', () => {
    fc.assert(
      fc.property(edits, fc.nat(), (made, which) => {
        const { doc, updates } = edited(made)
        const whole = copyOf(encodeStateAsUpdate(doc))
        const lacking = copyOf(...updates.filter((_one, index) => index !== which % updates.length))
        expect(holdsAll(lacking, whole)).toBe(false)
      }),
    )
  })

  test('also in what waits for its parents', () => {
    const doc = new Doc()
    doc.getText('text').insert(0, 'first')
    const before = encodeStateVector(doc)
    doc.getText('text').insert(5, ' second')
    const orphan = encodeStateAsUpdate(doc, before)
    const waiting = copyOf(orphan)
    expect(holdsAll(new Doc(), waiting)).toBe(false)
    expect(holdsAll(copyOf(encodeStateAsUpdate(waiting)), waiting)).toBe(true)
    expect(holdsAll(doc, waiting)).toBe(true)
  })
})

describe('a digest of content', () => {
  const digestOf = (write: (doc: Doc) => void): string => {
    const doc = new Doc()
    doc.clientID = 1
    write(doc)
    return contentDigest(copyOf(encodeStateAsUpdate(doc)))
  }

  test.each<[string, (doc: Doc) => void, (doc: Doc) => void]>([
    ['text', (doc) => doc.getText('t').insert(0, 'ab'), (doc) => doc.getText('t').insert(0, 'ba')],
    [
      'a format',
      (doc) => doc.getText('t').insert(0, 'ab', { bold: true }),
      (doc) => doc.getText('t').insert(0, 'ab', { bold: false }),
    ],
    ['a key', (doc) => doc.getMap('m').set('a', 1), (doc) => doc.getMap('m').set('b', 1)],
    ['a value', (doc) => doc.getMap('m').set('a', 1), (doc) => doc.getMap('m').set('a', '1')],
    [
      'bytes',
      (doc) => doc.getArray('l').insert(0, [Uint8Array.of(1)]),
      (doc) => doc.getArray('l').insert(0, [Uint8Array.of(2)]),
    ],
    [
      'what is inside a type',
      (doc) => doc.getMap('m').set('a', new SharedMap([['deep', new Text('x')]])),
      (doc) => doc.getMap('m').set('a', new SharedMap([['deep', new Text('y')]])),
    ],
    [
      'an element’s name',
      (doc) => doc.getXmlFragment('x').insert(0, [new XmlElement('h1')]),
      (doc) => doc.getXmlFragment('x').insert(0, [new XmlElement('h2')]),
    ],
    [
      'a root’s name',
      (doc) => doc.getText('t').insert(0, 'a'),
      (doc) => doc.getText('u').insert(0, 'a'),
    ],
    [
      'whether it is there',
      (doc) => doc.getText('t').insert(0, 'a'),
      (doc) => {
        doc.getText('t').insert(0, 'ab')
        doc.getText('t').delete(0, 2)
      },
    ],
    [
      'a subdocument',
      (doc) => doc.getMap('m').set('d', new Doc({ guid: 'one' })),
      (doc) => doc.getMap('m').set('d', new Doc({ guid: 'two' })),
    ],
  ])('tells %s apart', (_what, one, other) => {
    expect(digestOf(one)).toBe(digestOf(one))
    expect(digestOf(one)).not.toBe(digestOf(other))
  })

  test('is had of types that lie in each other deeper than calls can', () => {
    const doc = new Doc()
    doc.transact(() => {
      let inner = doc.getMap<unknown>('m')
      for (let depth = 0; depth < 20_000; depth += 1) {
        const next = new SharedMap<unknown>()
        inner.set('a', next)
        inner = next
      }
    })
    expect(contentDigest(doc)).toMatch(/^[\w-]{43}$/)
  })
})
