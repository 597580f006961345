import { inspect } from 'node:util'
import { getSchema } from '@tiptap/core'
import { initProseMirrorDoc } from '@tiptap/y-tiptap'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { guardSchema } from './blocks/safe-attributes.ts'
import { schemaExtensions } from './schema.ts'

const schema = getSchema(schemaExtensions)
guardSchema(schema)

type Tree = readonly [
  name: string,
  attributes: Record<string, unknown>,
  ...content: (Tree | string)[],
]

/** Writes nodes into a shared document as a peer does who asks no schema. */
function write(...trees: readonly Tree[]): Y.XmlFragment {
  const fragment = new Y.Doc().getXmlFragment('default')
  fragment.push(trees.map(element))
  return fragment
}

function element([name, attributes, ...content]: Tree): Y.XmlElement {
  const made = new Y.XmlElement(name)
  for (const attribute of Object.entries(attributes)) {
    // The types say string; the wire takes anything.
    Reflect.apply(made.setAttribute, made, attribute)
  }
  made.push(content.map((each) => (typeof each === 'string' ? new Y.XmlText(each) : element(each))))
  return made
}

/** What the binding makes of it. */
const read = (fragment: Y.XmlFragment) => initProseMirrorDoc(fragment, schema).doc

const cell = (attributes: Record<string, unknown>, name = 'tableCell'): Tree => [
  name,
  attributes,
  ['paragraph', {}, 'text'],
]

const values: readonly unknown[] = [
  'text',
  '',
  -1,
  0,
  0.5,
  1e9,
  Number.MAX_VALUE,
  Number.NaN,
  true,
  {},
  { toString: 1 },
  [],
  [1e9],
  ['a', {}],
  Array.from({ length: 10_000 }, () => 100),
  'javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  'java\nscript:alert(1)',
  'data:image/svg+xml,<svg onload=alert(1)>',
  'data:image/png;base64,AAAA',
  'blob:http://localhost/1',
  'file:///etc/passwd',
  '/_weft/images/../documents',
  '/_weft/documents',
  '//elsewhere.example/a.png',
  'https://',
  `https://elsewhere.example/${'a'.repeat(3000)}`,
  'x" onerror="alert(1)',
  'red; background: url(//elsewhere.example)',
  new Uint8Array(8),
]
const hostile = values.map((value) => ({ value, shown: inspect(value).slice(0, 50) }))

describe('what a peer wrote into an attribute', () => {
  test.each(hostile)(
    'a cell with $shown everywhere is a cell of one column and one row',
    ({ value }) => {
      const attributes = { colspan: value, rowspan: value, colwidth: value, align: value }
      for (const name of ['tableCell', 'tableHeader']) {
        const doc = read(write(['table', {}, ['tableRow', {}, cell(attributes, name)]]))
        const { attrs } = doc.firstChild?.firstChild?.firstChild ?? {}
        expect(attrs).toEqual({ colspan: 1, rowspan: 1, colwidth: null, align: null })
      }
    },
  )

  test.each(hostile)('an image with $shown everywhere has no address and no size', ({ value }) => {
    const doc = read(write(['image', { src: value, width: value, height: value }]))
    expect(doc.firstChild?.attrs).toMatchObject({ src: null, width: null, height: null })
  })

  test.each(hostile)('a heading, a list, a task and code with $shown still are', ({ value }) => {
    const doc = read(
      write(
        ['heading', { level: value }, 'Title'],
        ['orderedList', { start: value }, ['listItem', {}, ['paragraph', {}, 'One']]],
        ['taskList', {}, ['taskItem', { checked: value }, ['paragraph', {}, 'Do']]],
        ['codeBlock', { language: value }, 'run()'],
      ),
    )
    expect(doc.childCount).toBe(4)
    expect(doc.child(0).attrs['level']).toBe(1)
    expect(Number.isInteger(doc.child(1).attrs['start'])).toBe(true)
    expect(typeof doc.child(2).firstChild?.attrs['checked']).toBe('boolean')
    const language: unknown = doc.child(3).attrs['language']
    expect(language === null || value === 'text').toBe(true)
  })

  test('whatever it is, it is drawn with nothing but texts and small numbers', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const doc = read(
          write(
            ['image', { src: value, alt: value, title: value, width: value, height: value }],
            ['table', {}, ['tableRow', {}, cell({ colspan: value, rowspan: value, align: value })]],
          ),
        )
        doc.descendants(({ attrs, type }) => {
          for (const [name, each] of Object.entries(attrs)) {
            const isFine =
              each === null ||
              (typeof each === 'string' && each.length <= 2_048) ||
              (typeof each === 'number' && each <= 20_000)
            expect(isFine, `${type.name} ${name}`).toBe(true)
          }
        })
      }),
    )
  })

  test('good values stay as they are', () => {
    const src = `/_weft/images/${'0a'.repeat(32)}.png`
    const image = { src, alt: 'A loom', title: null, width: 640, height: 480 }
    const spans = { colspan: 2, rowspan: 3, colwidth: [100, 200], align: 'right' }
    const doc = read(
      write(
        ['image', image],
        ['table', {}, ['tableRow', {}, cell(spans)]],
        ['codeBlock', { language: 'c++' }, 'run()'],
        ['image', { src: 'https://elsewhere.example/a.png?b=c' }],
      ),
    )
    expect(doc.child(0).attrs).toEqual(image)
    expect(doc.child(1).firstChild?.firstChild?.attrs).toEqual(spans)
    expect(doc.child(2).attrs).toEqual({ language: 'c++' })
    expect(doc.child(3).attrs['src']).toBe('https://elsewhere.example/a.png?b=c')
  })

  test('is left in the document: opening one writes nothing', () => {
    const fragment = write(
      ['image', { src: 'javascript:alert(1)', width: 1e9 }],
      ['table', {}, ['tableRow', {}, cell({ colspan: 1e6 })], ['tableRow', {}]],
    )
    const before = Y.encodeStateAsUpdate(fragment.doc ?? new Y.Doc())
    read(fragment)
    expect(Y.encodeStateAsUpdate(fragment.doc ?? new Y.Doc())).toEqual(before)
  })
})

test('the schema has all that it ever had: what it did not know would be deleted for everybody', () => {
  expect(Object.keys(schema.nodes).toSorted()).toEqual(
    'blockquote bulletList codeBlock doc hardBreak heading horizontalRule image listItem orderedList paragraph table tableCell tableHeader tableRow taskItem taskList text'.split(
      ' ',
    ),
  )
  expect(Object.keys(schema.marks).toSorted()).toEqual(
    'bold code italic link strike underline'.split(' '),
  )
})
