// @vitest-environment happy-dom
import { Editor, Extension } from '@tiptap/core'
import Collaboration from '@tiptap/extension-collaboration'
import StarterKit from '@tiptap/starter-kit'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { LatePlugin } from '../editor/late-plugin.ts'
import { rangeOfItems } from './anchor.ts'
import { CommentsInText } from './comments-in-text.ts'
import { Comments } from './comments.ts'
import { TextLayout } from './text-layout.ts'

const author = { id: 'ada', name: 'Ada', color: '#c84341' } as const
const open: Writer[] = []
afterEach(() => {
  for (const writer of open.splice(0)) writer.close()
})

/** Somebody with the document open in an editor of their own. */
class Writer {
  readonly doc = new Y.Doc()
  readonly editor: Editor
  readonly comments: Comments
  readonly inText: CommentsInText
  readonly fragment = this.doc.getXmlFragment('default')
  readonly #plugin = new LatePlugin()

  constructor(from?: Writer) {
    open.push(this)
    if (from) Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(from.doc))
    const { plugin } = this.#plugin
    this.editor = new Editor({
      element: document.createElement('div'),
      extensions: [
        StarterKit.configure({ undoRedo: false, trailingNode: false }),
        Collaboration.configure({ document: this.doc }),
        Extension.create({ name: 'late', addProseMirrorPlugins: () => [plugin] }),
      ],
    })
    this.comments = new Comments(this.doc)
    const { doc, editor, comments, fragment } = this
    this.inText = new CommentsInText({ editor, plugin: this.#plugin, doc, fragment, comments })
  }

  /** Comments on these words. */
  comment(words: string, text = 'Really?'): string {
    this.select(words)
    const id = `thread-${words.replaceAll(' ', '-')}`
    const quote = this.inText.draft(id)?.quote
    expect(quote).toBe(words)
    const anchor = this.inText.anchorOfDraft(id)
    if (!anchor) throw new Error('Nothing is selected')
    this.comments.begin(id, anchor, words, { author, text, atMs: 1 })
    this.inText.dropDraft()
    return id
  }

  select(words: string): void {
    const from = this.find(words)
    this.editor.commands.setTextSelection({ from, to: from + words.length })
  }

  caretBefore(words: string): void {
    this.editor.commands.setTextSelection(this.find(words))
  }

  /** The text that is marked as a thread's, a `|` where a block ends. */
  marked(id: string): string | undefined {
    const place = this.inText.placeOf(id)
    return place && this.editor.state.doc.textBetween(place.from, place.to, '|')
  }

  /** The text that the stored anchor itself leads to, for somebody who knows nothing else. */
  anchored(id: string): string | undefined {
    const newcomer = new Y.Doc()
    Y.applyUpdate(newcomer, Y.encodeStateAsUpdate(this.doc))
    const anchor = new Comments(newcomer).get().find((thread) => thread.id === id)?.anchor
    const layout = new TextLayout(
      newcomer.getXmlFragment('default'),
      (name) => name === 'hardBreak',
    )
    const range = anchor && rangeOfItems(anchor, layout, newcomer, 'nothing')
    return range && this.editor.state.doc.textBetween(range.from, range.to, '|')
  }

  close(): void {
    this.inText.destroy()
    this.comments.destroy()
    this.editor.destroy()
    this.doc.destroy()
  }

  find(words: string): number {
    let found = -1
    this.editor.state.doc.descendants((node, position) => {
      const index = node.isTextblock ? node.textContent.indexOf(words) : -1
      if (index >= 0 && found < 0) found = position + 1 + index
    })
    if (found < 0) throw new Error(`There is no "${words}"`)
    return found
  }
}

function meet(one: Writer, other: Writer): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
    [one, other],
  ] as const) {
    Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)))
  }
}

function twoWriters(html: string): [Writer, Writer] {
  const seed = new Writer()
  seed.editor.commands.setContent(html)
  return [new Writer(seed), new Writer(seed)]
}

const text = '<p>one two</p><p>alpha beta gamma delta</p><p>three four</p>'

const changes: readonly (readonly [string, (writer: Writer) => void])[] = [
  [
    'the block is split before it',
    (writer) => {
      writer.caretBefore('beta')
      writer.editor.commands.splitBlock()
    },
  ],
  [
    'the block is split after it',
    (writer) => {
      writer.caretBefore('delta')
      writer.editor.commands.splitBlock()
    },
  ],
  [
    'the block is joined to the one before',
    (writer) => {
      writer.caretBefore('alpha')
      writer.editor.commands.joinBackward()
    },
  ],
  [
    'the next block is joined to it',
    (writer) => {
      writer.caretBefore('three')
      writer.editor.commands.joinBackward()
    },
  ],
  [
    'the block becomes a heading',
    (writer) => {
      writer.caretBefore('delta')
      writer.editor.commands.toggleHeading({ level: 2 })
    },
  ],
  [
    'the block becomes a list',
    (writer) => {
      writer.caretBefore('delta')
      writer.editor.commands.toggleBulletList()
    },
  ],
  [
    'everything becomes a list',
    (writer) => {
      writer.editor.commands.selectAll()
      writer.editor.commands.toggleBulletList()
    },
  ],
  [
    'the block becomes a quote',
    (writer) => {
      writer.caretBefore('delta')
      writer.editor.commands.toggleBlockquote()
    },
  ],
  [
    'all is made bold',
    (writer) => {
      writer.editor.commands.selectAll()
      writer.editor.commands.toggleBold()
    },
  ],
  [
    'something is typed before it',
    (writer) => {
      writer.editor.commands.insertContentAt(writer.find('gamma'), 'more ')
    },
  ],
]

test.each(changes)('a comment stays at its words when %s, for everybody', (_what, change) => {
  const [ada, bo] = twoWriters(text)
  const id = bo.comment('gamma')
  meet(ada, bo)
  expect([ada.marked(id), bo.marked(id)]).toEqual(['gamma', 'gamma'])
  change(ada)
  expect([ada.marked(id), ada.anchored(id)]).toEqual(['gamma', 'gamma'])
  meet(ada, bo)
  expect([bo.marked(id), bo.anchored(id)]).toEqual(['gamma', 'gamma'])
  ada.editor.commands.undo()
  meet(ada, bo)
  expect([ada.marked(id), bo.marked(id), bo.anchored(id)]).toEqual(['gamma', 'gamma', 'gamma'])
})

test.each(changes)(
  'a comment that is made at the same time finds its words when %s',
  (_what, change) => {
    const [ada, bo] = twoWriters(text)
    const id = bo.comment('gamma')
    change(ada)
    meet(ada, bo)
    expect([ada.marked(id), bo.marked(id)]).toEqual(['gamma', 'gamma'])
    expect(new Writer(ada).marked(id)).toBe('gamma')
  },
)

test('letters typed at its edges that are like its own stay outside of a comment', () => {
  const [ada, bo] = twoWriters(text)
  const id = bo.comment('gamma')
  meet(ada, bo)
  ada.editor.commands.insertContentAt(ada.find(' delta'), 'a')
  ada.editor.commands.insertContentAt(ada.find('gamma'), 'g')
  const place = ada.inText.placeOf(id)
  meet(ada, bo)
  for (const writer of [ada, bo, new Writer(bo)]) expect(writer.inText.placeOf(id)).toEqual(place)
  expect(ada.editor.state.doc.textBetween(0, place?.from ?? 0, '|')).toMatch(/ beta g$/)
})

test('what is typed inside belongs to the comment, what is typed at its edges does not', () => {
  const [ada, bo] = twoWriters(text)
  const id = bo.comment('beta gamma')
  meet(ada, bo)
  ada.editor.commands.insertContentAt(ada.find(' gamma'), ' and')
  ada.editor.commands.insertContentAt(ada.find('beta'), 'the ')
  ada.editor.commands.insertContentAt(ada.find(' delta'), '!')
  meet(ada, bo)
  for (const writer of [ada, bo, new Writer(bo)]) {
    expect(writer.marked(id)).toBe('beta and gamma')
  }
})

test('a comment whose block is split within it spans both', () => {
  const [ada, bo] = twoWriters(text)
  const id = bo.comment('beta gamma')
  meet(ada, bo)
  ada.caretBefore('gamma')
  ada.editor.commands.splitBlock()
  meet(ada, bo)
  for (const writer of [ada, bo, new Writer(bo)]) expect(writer.marked(id)).toBe('beta |gamma')
})

test('a comment whose text is deleted says so, and is back at it when that is undone', () => {
  const [ada, bo] = twoWriters(text)
  const [word, block] = [bo.comment('gamma'), bo.comment('three four')]
  meet(ada, bo)
  const deleted = (words: string, id: string) => {
    ada.select(words)
    ada.editor.commands.deleteSelection()
    meet(ada, bo)
    expect([ada.marked(id), bo.marked(id)]).toEqual([undefined, undefined])
    expect(bo.inText.order.get().gone).toContain(id)
    ada.editor.commands.undo()
    meet(ada, bo)
    for (const writer of [ada, bo, new Writer(bo)]) expect(writer.marked(id)).toBe(words)
    // By its new characters: the old ones came back in the replica that undid, and nowhere else.
    expect(bo.anchored(id)).toBe(words)
  }
  deleted('gamma', word)
  deleted('three four', block)
})

test('a deleted word does not take its comment to the same word elsewhere', () => {
  const [ada, bo] = twoWriters('<p>the cat and a dog</p><p>she saw the other gamma cat</p>')
  const id = bo.comment('cat')
  meet(ada, bo)
  ada.select('cat')
  ada.editor.commands.deleteSelection()
  meet(ada, bo)
  for (const writer of [ada, bo, new Writer(bo)]) expect(writer.marked(id)).toBeUndefined()
})

test('what is cut out and pasted elsewhere keeps its comment', () => {
  const [ada, bo] = twoWriters(text)
  const id = bo.comment('beta gamma')
  meet(ada, bo)
  const from = ada.find('alpha')
  const moved = ada.editor.state.doc.slice(from - 1, from + 'alpha beta gamma delta'.length + 1)
  ada.editor.view.dispatch(ada.editor.state.tr.delete(from - 1, from - 1 + moved.size))
  expect(ada.marked(id)).toBeUndefined()
  ada.editor.view.dispatch(ada.editor.state.tr.replace(0, 0, moved))
  meet(ada, bo)
  for (const writer of [ada, bo, new Writer(bo)]) expect(writer.marked(id)).toBe('beta gamma')
})

test('copies of commented text have no comment', () => {
  const [ada, bo] = twoWriters(text)
  const id = bo.comment('beta gamma')
  const from = bo.find('alpha')
  const copy = bo.editor.state.doc.slice(from - 1, from + 'alpha beta gamma delta'.length + 1)
  const place = bo.inText.placeOf(id)
  bo.editor.view.dispatch(
    bo.editor.state.tr.replace(
      bo.editor.state.doc.content.size,
      bo.editor.state.doc.content.size,
      copy,
    ),
  )
  expect(bo.inText.placeOf(id)).toEqual(place)
  meet(ada, bo)
  expect(ada.inText.placeOf(id)).toEqual(place)
  expect(bo.comments.get()).toHaveLength(1)
})

test("a comment is not in the text's undo, and the text's undo does not take it back", () => {
  const [ada] = twoWriters(text)
  ada.editor.commands.insertContentAt(ada.find('gamma'), 'more ')
  const id = ada.comment('beta')
  expect(ada.editor.can().redo()).toBe(false)
  ada.editor.commands.undo()
  expect(ada.editor.getText()).not.toContain('more')
  expect(ada.comments.get().map((thread) => thread.id)).toEqual([id])
  expect(ada.editor.can().undo()).toBe(false)
  expect(ada.marked(id)).toBe('beta')
})

test('the thread at the caret is the current one, the innermost where they overlap', () => {
  const [ada] = twoWriters(text)
  const outer = ada.comment('alpha beta gamma')
  const inner = ada.comment('beta')
  ada.caretBefore('gamma')
  expect(ada.inText.current.get()).toBe(outer)
  ada.caretBefore('eta')
  expect(ada.inText.current.get()).toBe(inner)
  ada.caretBefore('three')
  expect(ada.inText.current.get()).toBeUndefined()
  ada.inText.point(outer)
  expect(ada.inText.current.get()).toBe(outer)
  expect(ada.editor.view.dom.querySelectorAll('.comment-mark.current')).not.toHaveLength(0)
})

test('threads come in the order of the text, those without their text last', () => {
  const [ada] = twoWriters(text)
  const ids = ['three', 'gamma', 'alpha'].map((words) => ada.comment(words))
  expect(ada.inText.order.get().ids).toEqual([...ids].reverse())
  ada.select('gamma')
  ada.editor.commands.deleteSelection()
  expect(ada.inText.order.get()).toEqual({ ids: [ids[2], ids[0], ids[1]], gone: new Set([ids[1]]) })
})

test('a resolved thread is not marked in the text, and still follows it', () => {
  const [ada, bo] = twoWriters(text)
  const id = ada.comment('gamma')
  ada.comments.resolve(id, author, 2)
  meet(ada, bo)
  ada.caretBefore('one')
  expect(ada.editor.view.dom.querySelector('.comment-mark')).toBeNull()
  bo.caretBefore('beta')
  bo.editor.commands.splitBlock()
  meet(ada, bo)
  expect(ada.anchored(id)).toBe('gamma')
})

const nowhere: readonly (readonly [
  string,
  (writer: Writer) => { client: number; clock: number },
])[] = [
  ['an item that nobody has', () => ({ client: 7, clock: 7 })],
  ['an item that is yet to come', ({ doc }) => ({ client: doc.clientID, clock: 1_000_000 })],
  [
    'a text elsewhere in the document',
    ({ doc }) => {
      const title = doc.getText('title')
      title.insert(0, 'Title')
      return title._start?.id ?? { client: 0, clock: 0 }
    },
  ],
  [
    'the map of threads itself',
    ({ doc }) => {
      const map = doc.getMap('comments')
      map.set('bait', 'x')
      return map._map.get('bait')?.id ?? { client: 0, clock: 0 }
    },
  ],
  ['a block of the text', ({ fragment }) => fragment._start?.id ?? { client: 0, clock: 0 }],
]

test.each(nowhere)('an anchor that leads to %s leads nowhere, and harms nobody', (_what, item) => {
  const [ada] = twoWriters(text)
  const id = ada.comment('gamma')
  const { client, clock } = item(ada)
  const thread = ada.doc.getMap<Y.Map<unknown>>('comments').get(id)
  thread?.set('anchor', { start: { item: { client, clock } }, end: { item: { client, clock } } })
  expect(ada.marked(id)).toBeUndefined()
  expect(ada.inText.order.get().gone).toContain(id)
  ada.editor.commands.insertContentAt(ada.find('gamma'), 'more ')
  ada.caretBefore('more')
  ada.editor.commands.splitBlock()
  expect(ada.editor.getText()).toContain('more gamma')
})
