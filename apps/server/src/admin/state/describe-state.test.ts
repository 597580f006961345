import { describe, expect, test } from 'vitest'
import {
  applyUpdate,
  Array as YArray,
  Doc,
  encodeStateAsUpdate,
  Map as YMap,
  XmlElement,
  XmlText,
} from 'yjs'
import { describeState, type DocumentState } from './describe-state.ts'

const bounds = { maxLength: 10_000, maxDepth: 20 }

/** What a server makes of it that has only the update, and not which types its roots are. */
function stateOf(write: (doc: Doc) => void, within = bounds): DocumentState {
  const written = new Doc()
  written.transact(() => write(written))
  const read = new Doc({ gc: false })
  applyUpdate(read, encodeStateAsUpdate(written))
  return describeState(read, within)
}

describe('the content of a document', () => {
  test('is told by what each root holds', () => {
    const { roots, isCut } = stateOf((doc) => {
      doc.getText('note').insert(0, 'Hello')
      doc.getText('note').format(0, 2, { bold: true })
      doc.getText('note').insertEmbed(5, { image: 'cat' })
      doc.getMap('settings').set('theme', 'dark')
      doc.getMap('settings').set('nested', new YMap([['list', YArray.from([1, null, 'x'])]]))
      doc.getArray('todos').push(['milk', { done: false }])
      const paragraph = new XmlElement('paragraph')
      paragraph.setAttribute('align', 'left')
      paragraph.insert(0, [new XmlText('words')])
      doc.getXmlFragment('page').insert(0, [paragraph])
    })
    expect(isCut).toBe(false)
    expect(roots).toEqual([
      { name: 'note', kind: 'text', value: 'Hello\uFFFC' },
      {
        name: 'page',
        kind: 'xml',
        value: [{ element: 'paragraph', attributes: { align: 'left' }, children: ['words'] }],
      },
      {
        name: 'settings',
        kind: 'map',
        value: { theme: 'dark', nested: { list: [1, null, 'x'] } },
      },
      { name: 'todos', kind: 'array', value: ['milk', { done: false }] },
    ])
  })

  test('is empty where all of it was deleted', () => {
    const { roots } = stateOf((doc) => {
      doc.getText('note').insert(0, 'Hello')
      doc.getText('note').delete(0, 5)
      doc.getMap('settings').set('theme', 'dark')
      doc.getMap('settings').delete('theme')
    })
    expect(roots.map(({ kind }) => kind)).toEqual(['empty', 'empty'])
  })

  test('cannot pass for what it is not by the names of its keys', () => {
    const { roots } = stateOf((doc) => doc.getMap('m').set('__proto__', { isAdmin: true }))
    expect(JSON.stringify(roots)).toContain('"__proto__":{"isAdmin":true}')
    expect(Object.getPrototypeOf(roots[0]?.value)).toBe(Object.prototype)
  })
})

describe('of a large document', () => {
  const small = { maxLength: 1_000, maxDepth: 5 }

  test.each<[string, (doc: Doc) => void]>([
    ['a long text', (doc) => doc.getText('t').insert(0, 'x'.repeat(1_000_000))],
    ['a long list', (doc) => doc.getArray('a').push(Array.from({ length: 50_000 }, (_, n) => n))],
    [
      'many keys',
      (doc) => {
        for (let key = 0; key < 5_000; key += 1) doc.getMap('m').set(`key ${key}`, key)
      },
    ],
    [
      'many roots',
      (doc) => {
        for (let name = 0; name < 5_000; name += 1) doc.getText(`root ${name}`).insert(0, 'x')
      },
    ],
    ['many bytes', (doc) => doc.getArray('a').push([new Uint8Array(1_000_000), 'y'.repeat(2_000)])],
    [
      'many elements',
      (doc) =>
        doc.getXmlFragment('x').insert(
          0,
          Array.from({ length: 5_000 }, () => new XmlElement('paragraph')),
        ),
    ],
  ])('%s: only the beginning is told, and that it is', (_what, write) => {
    const state = stateOf(write, small)
    expect(state.isCut).toBe(true)
    expect(JSON.stringify(state).length).toBeLessThan(4 * small.maxLength)
  })

  test('what is very deep is told down to a depth', () => {
    const deep = stateOf((doc) => {
      let inner = new YArray<unknown>()
      doc.getArray('a').push([inner])
      for (let depth = 0; depth < 2_000; depth += 1) {
        const next = new YArray<unknown>()
        inner.push([next])
        inner = next
      }
    }, small)
    expect(deep.isCut).toBe(true)
    let json: unknown = 'leaf'
    for (let depth = 0; depth < 2_000; depth += 1) json = [json]
    expect(stateOf((doc) => doc.getArray('a').push([json]), small).isCut).toBe(true)
  })
})
