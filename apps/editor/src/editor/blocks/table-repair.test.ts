import { getSchema } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { type Command, EditorState, TextSelection } from '@tiptap/pm/state'
import { addColumnAfter, addRowAfter, TableMap } from '@tiptap/pm/tables'
import { initProseMirrorDoc, updateYFragment } from '@tiptap/y-tiptap'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { schemaExtensions } from '../schema.ts'
import { repairTable } from './table-repair.ts'
import { isManageable } from './table-shape.ts'

const schema = getSchema(schemaExtensions)

/** A table of rows of words; a dot is an empty cell. */
function table(...rows: readonly string[]): Node {
  const cell = (word: string, isFirst: boolean) =>
    schema.node(isFirst ? 'tableHeader' : 'tableCell', null, [
      schema.node('paragraph', null, word === '.' ? [] : [schema.text(word)]),
    ])
  return schema.node(
    'table',
    null,
    rows.map((row, index) =>
      schema.node(
        'tableRow',
        null,
        row.split(' ').map((word) => cell(word, index === 0)),
      ),
    ),
  )
}

const drawn = (doc: Node): string[] =>
  (doc.firstChild?.children ?? []).map((row) =>
    row.children.map(({ textContent }) => textContent || '.').join(' '),
  )

/** With the caret in the first cell. */
const stateOf = (doc: Node): EditorState =>
  EditorState.create({ doc, selection: TextSelection.near(doc.resolve(3)) })

const documentWith = (...rows: readonly string[]): Node =>
  schema.node('doc', null, [table(...rows)])

const repaired = (doc: Node): Node => repairTable(stateOf(doc))?.doc ?? doc

describe('a table whose rows differ in length', () => {
  test.each<[string, string[], string[]]>([
    ['a row is short', ['a b c', 'd e', 'f g h'], ['a b c', 'd e .', 'f g h']],
    ['a column is new and empty', ['a b .', 'c d .', 'e f'], ['a b .', 'c d .', 'e f .']],
    ['two made good for the same cell', ['a b', 'c d .', 'e f'], ['a b', 'c d', 'e f']],
    ['one cell too many has words', ['a b', 'c d x', 'e f'], ['a b .', 'c d x', 'e f .']],
    ['the first row is short', ['a', 'b c', 'd e'], ['a .', 'b c', 'd e']],
    ['two rows, one short', ['a b', 'c'], ['a b', 'c .']],
  ])('%s', (_, before, after) => {
    const doc = repaired(documentWith(...before))
    expect(drawn(doc)).toEqual(after)
    expect(TableMap.get(doc.child(0)).problems).toBeNull()
    doc.check()
  })

  test('a new cell in a row of headers is a header', () => {
    const doc = repaired(documentWith('a', 'b c', 'd e'))
    expect(doc.child(0).child(0).child(1).type.name).toBe('tableHeader')
  })

  test('one that is whole is left alone', () => {
    expect(repairTable(stateOf(documentWith('a b', 'c d')))).toBeUndefined()
  })
})

/** Somebody's copy of a shared document. */
class Peer {
  readonly doc = new Y.Doc()
  readonly fragment = this.doc.getXmlFragment('default')

  read(): { readonly root: Node; readonly mapping: Parameters<typeof updateYFragment>[3] } {
    const { doc, meta } = initProseMirrorDoc(this.fragment, schema)
    return { root: doc, mapping: meta }
  }

  do(command: Command): void {
    const { root, mapping } = this.read()
    command(stateOf(root), ({ doc }) => updateYFragment(this.doc, this.fragment, doc, mapping))
  }

  repair(): void {
    this.do((state, dispatch) => {
      const repair = repairTable(state)
      if (repair) dispatch?.(repair)
      return repair !== undefined
    })
  }

  get rows(): string[] {
    return drawn(this.read().root)
  }
}

function together(...peers: readonly Peer[]): void {
  for (const one of peers)
    for (const other of peers) Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(one.doc))
}

function threeWith(...rows: readonly string[]): [Peer, Peer, Peer] {
  const [ada, bo, cy] = [new Peer(), new Peer(), new Peer()]
  const { mapping } = ada.read()
  updateYFragment(ada.doc, ada.fragment, documentWith(...rows), mapping)
  together(ada, bo, cy)
  return [ada, bo, cy]
}

describe('several people change a table at once', () => {
  test('a row and a column: all of it is there, and one repair makes it whole for everybody', () => {
    const [ada, bo, cy] = threeWith('a b', 'c d')
    ada.do(addColumnAfter)
    bo.do(addRowAfter)
    together(ada, bo, cy)
    expect(cy.rows).toEqual(['a . b', '. .', 'c . d'])
    expect([ada.rows, bo.rows]).toEqual([cy.rows, cy.rows])
    cy.repair()
    together(ada, bo, cy)
    expect(ada.rows).toEqual(['a . b', '. . .', 'c . d'])
  })

  test('to look at it writes nothing, in none of the windows', () => {
    const [ada, bo, cy] = threeWith('a b', 'c d')
    ada.do(addColumnAfter)
    bo.do(addRowAfter)
    together(ada, bo, cy)
    const before = Y.encodeStateAsUpdate(cy.doc)
    for (const peer of [ada, bo, cy]) peer.read()
    together(ada, bo, cy)
    expect(Y.encodeStateAsUpdate(cy.doc)).toEqual(before)
  })

  test('two who repair it at once make a cell too many, which the next repair takes away', () => {
    const [ada, bo, cy] = threeWith('a b', 'c d')
    ada.do(addColumnAfter)
    bo.do(addRowAfter)
    together(ada, bo, cy)
    ada.repair()
    bo.repair()
    together(ada, bo, cy)
    expect(cy.rows).toEqual(['a . b', '. . . .', 'c . d'])
    cy.repair()
    together(ada, bo, cy)
    expect(bo.rows).toEqual(['a . b', '. . .', 'c . d'])
  })

  test('three columns at once are three columns', () => {
    const [ada, bo, cy] = threeWith('a b', 'c d')
    for (const peer of [ada, bo, cy]) peer.do(addColumnAfter)
    together(ada, bo, cy)
    expect(cy.rows).toEqual(['a . . . b', 'c . . . d'])
    expect(ada.rows).toEqual(cy.rows)
  })
})

test('a table of a hostile size is not worked on as one', () => {
  const wide = table(
    Array.from({ length: 500 }, () => '.').join(' '),
    ...Array<string>(500).fill('.'),
  )
  expect(isManageable(wide)).toBe(false)
  expect(isManageable(table('a b', 'c d'))).toBe(true)
})
