// @vitest-environment happy-dom
import { Editor, type Extensions, Mark, Node } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { SchemaWatch } from '../collaboration/schema-watch.ts'
import { textBinding } from './extensions.ts'
import { schemaExtensions } from './schema.ts'

/** What a later version will have. */
const tomorrow: Extensions = [
  Node.create({
    name: 'callout',
    group: 'block',
    content: 'block+',
    renderHTML: () => ['aside', 0],
  }),
  Mark.create({ name: 'highlight', renderHTML: () => ['mark', 0] }),
]
const news = {
  type: 'doc',
  content: [
    { type: 'paragraph', content: [{ type: 'text', text: 'old ' }] },
    {
      type: 'callout',
      content: [
        {
          type: 'paragraph',
          content: [{ type: 'text', text: 'new', marks: [{ type: 'highlight' }] }],
        },
      ],
    },
  ],
}

const editors: Editor[] = []
afterEach(() => {
  for (const editor of editors.splice(0)) editor.destroy()
})

/** Somebody with the text open. */
function open(version: number, added: Extensions = [], doc = new Y.Doc()) {
  const schema = new SchemaWatch(doc, () => true, version)
  const editor = new Editor({
    extensions: [...schemaExtensions, ...added, ...textBinding({ doc, schema })],
    element: document.createElement('div'),
    injectCSS: false,
  })
  editors.push(editor)
  return { doc, schema, editor, text: () => doc.getXmlFragment('default').toString() }
}

/** Gives what the one has to the other, as the network does. */
const give = (one: { doc: Y.Doc }, other: { doc: Y.Doc }) =>
  Y.applyUpdate(
    other.doc,
    Y.encodeStateAsUpdate(one.doc, Y.encodeStateVector(other.doc)),
    'network',
  )

function meet() {
  const [older, newer] = [open(1), open(2, tomorrow)]
  older.editor.commands.insertContent('old')
  give(older, newer)
  return { older, newer }
}

function write(newer: ReturnType<typeof open>) {
  newer.doc.getMap('meta').set('schema', 2)
  newer.editor.commands.setContent(news)
}

test('what a newer editor has declared and written survives in an older one, whatever that does', () => {
  const { older, newer } = meet()
  write(newer)
  const written = newer.text()
  expect(written).toContain('callout')
  expect(written).toContain('highlight')
  give(newer, older)
  expect(older.schema.get()).toBe('newer')
  expect(older.text()).toBe(written)

  // Late keystrokes, plugins, options, undo: nothing gets to the shared text any more.
  older.editor.commands.insertContent('typed late')
  older.editor.setEditable(false)
  older.editor.view.dispatch(older.editor.state.tr.insertText('later', 1))
  older.editor.registerPlugin(new Plugin({}))
  newer.editor.commands.insertContentAt(1, 'more ')
  give(newer, older)
  give(older, newer)
  expect(newer.text()).toContain('more')
  expect(newer.text()).toContain('callout')
  expect(newer.text()).not.toContain('late')
  expect(older.text()).toBe(newer.text())
})

test('also when each change comes by itself, and when all come as one', () => {
  for (const isOne of [false, true]) {
    const { older, newer } = meet()
    const updates: Uint8Array[] = []
    newer.doc.on('update', (update: Uint8Array) => updates.push(update))
    write(newer)
    for (const update of isOne ? [Y.mergeUpdates(updates)] : updates)
      Y.applyUpdate(older.doc, update)
    give(older, newer)
    expect(newer.text()).toContain('callout')
    expect(older.text()).toBe(newer.text())
  }
})

test('what an older editor wrote at the same time is not lost either', () => {
  const { older, newer } = meet()
  older.editor.commands.insertContentAt(1, 'before ')
  newer.doc.getMap('meta').set('schema', 2)
  newer.editor.commands.insertContentAt(newer.editor.state.doc.content.size, news.content[1] ?? '')
  give(newer, older)
  give(older, newer)
  expect(newer.text()).toContain('before ')
  expect(newer.text()).toContain('callout')
  expect(older.text()).toBe(newer.text())
})

test('an editor that opens such a document does not even bind it', () => {
  const { newer } = meet()
  write(newer)
  const doc = new Y.Doc()
  give(newer, { doc })
  const older = open(1, [], doc)
  older.editor.commands.setContent('<p>mine</p>')
  expect(older.text()).toBe(newer.text())
})

test('who edits it anyway gives up what is not known, for everybody', () => {
  const { older, newer } = meet()
  write(newer)
  give(newer, older)
  older.schema.editAnyway()
  const again = open(1, [], older.doc)
  expect(again.text()).toContain('old')
  expect(again.text()).not.toContain('callout')
  again.editor.commands.insertContentAt(1, 'on ')
  give(again, newer)
  expect(newer.text()).toContain('on old')
  expect(newer.text()).not.toContain('callout')
})

test('what nobody declared, as a hostile peer’s, locks nobody out', () => {
  const { older, newer } = meet()
  newer.editor.commands.setContent(news)
  give(newer, older)
  expect(older.schema.get()).toBe('known')
  expect(older.text()).not.toContain('callout')
  older.editor.commands.insertContentAt(1, 'goes on ')
  expect(older.text()).toContain('goes on')
})
