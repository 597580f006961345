// @vitest-environment happy-dom
import type { Node, NodeType } from 'prosemirror-model'
import {
  joinBackward,
  lift,
  setBlockType,
  splitBlock,
  toggleMark,
  wrapIn,
} from 'prosemirror-commands'
import { wrapInList, liftListItem, sinkListItem, splitListItem } from 'prosemirror-schema-list'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  addColumnBefore,
  addRowBefore,
  CellSelection,
  deleteColumn,
  deleteRow,
  mergeCells,
  toggleHeaderRow,
} from 'prosemirror-tables'
import type { Command } from 'prosemirror-state'
import { UndoManager } from 'yjs'
import {
  bindings,
  type BindingName,
  type OpenEditor,
  schema,
  TwoEditors,
} from './two-editors.test-support.ts'

const node = (name: string, content: Node | readonly Node[], attrs: object = {}) =>
  schema.node(name, { ...attrs }, content instanceof Array ? [...content] : content)
const text = (words: string) => (words === '' ? [] : schema.text(words))
const p = (words: string) => node('paragraph', text(words))
const h = (words: string) => node('heading', text(words), { level: 1 })
const code = (words: string) => node('codeBlock', text(words))
const quote = (...content: Node[]) => node('blockquote', content)
const li = (...content: Node[]) => node('listItem', content)
const ul = (...content: Node[]) => node('bulletList', content)
const task = (words: string) => node('taskItem', p(words))
const tasks = (...content: Node[]) => node('taskList', content)
const cell = (words: string) => node('tableCell', p(words))
const row = (...words: string[]) => node('tableRow', words.map(cell))
const table = (...rows: Node[]) => node('table', rows)
const doc = (...content: Node[]) => node('doc', content)

type Act = (ada: OpenEditor) => void
type Case = readonly [what: string, before: Node, act: Act, after: readonly string[]]

const type =
  (words: string, at: string): Act =>
  (ada) => {
    ada.select(at)
    ada.view.dispatch(ada.view.state.tr.insertText(words))
  }
const remove =
  (words: string): Act =>
  (ada) => {
    ada.select(words, true)
    ada.view.dispatch(ada.view.state.tr.deleteSelection())
  }
const run =
  (at: string, ...commands: readonly Command[]): Act =>
  (ada) => {
    ada.select(at)
    ada.run(...commands)
  }
const onNode =
  (name: string, change: (ada: OpenEditor, at: number, size: number) => void, nth = 0): Act =>
  (ada) => {
    const found: [number, number][] = []
    ada.text.descendants((each, position) => {
      if (each.type.name === name) found.push([position, each.nodeSize])
    })
    const [at, size] = found[nth] ?? [-1, 0]
    change(ada, at, size)
  }
function typeOf(name: string): NodeType {
  const found = schema.nodes[name]
  if (!found) throw new Error(`The schema has no ${name}`)
  return found
}
function undoManagerOf(editor: OpenEditor, binding: BindingName): UndoManager {
  const { undoManager } = bindings[binding].yUndoPluginKey.getState(editor.view.state) ?? {}
  if (!(undoManager instanceof UndoManager)) throw new Error('There is no undo')
  return undoManager
}
const inCell = (words: string, command: Command): Act => run(words, command)

const bold = schema.marks['bold']
if (!bold) throw new Error('The schema has no bold')

const cases: readonly Case[] = [
  // Blocks.
  [
    'splits my paragraph before it',
    doc(p('one'), p('alpha beta ^gamma')),
    run(' beta', splitBlock),
    ['paragraph: one', 'paragraph: alpha', 'paragraph:  beta ^gamma'],
  ],
  [
    'splits my paragraph after it',
    doc(p('alpha ^beta gamma')),
    run('gamma', splitBlock),
    ['paragraph: alpha ^beta ', 'paragraph: gamma'],
  ],
  [
    'splits my paragraph at it',
    doc(p('alpha^ beta')),
    run(' beta', splitBlock),
    ['paragraph: alpha^', 'paragraph:  beta'],
  ],
  [
    'presses Enter before the paragraph at whose start it is',
    doc(p('one'), p('^alpha')),
    run('alpha', splitBlock),
    ['paragraph: one', 'paragraph: ', 'paragraph: ^alpha'],
  ],
  [
    'joins my paragraph to the one before',
    doc(p('one'), p('alpha ^beta')),
    run('alpha', joinBackward),
    ['paragraph: onealpha ^beta'],
  ],
  [
    'joins the next paragraph to mine',
    doc(p('alpha ^beta'), p('two')),
    run('two', joinBackward),
    ['paragraph: alpha ^betatwo'],
  ],
  [
    'makes my paragraph a heading',
    doc(p('one'), p('alpha ^beta'), p('two')),
    run('alpha', setBlockType(typeOf('heading'), { level: 2 })),
    ['paragraph: one', 'heading2: alpha ^beta', 'paragraph: two'],
  ],
  [
    'makes my heading a smaller one',
    doc(h('alpha ^beta'), p('two')),
    run('alpha', setBlockType(typeOf('heading'), { level: 3 })),
    ['heading3: alpha ^beta', 'paragraph: two'],
  ],
  [
    'makes my paragraph code',
    doc(p('^alpha'), p('two')),
    run('alpha', setBlockType(typeOf('codeBlock'))),
    ['codeBlock: ^alpha', 'paragraph: two'],
  ],
  [
    'makes my code a paragraph, at its end',
    doc(code('let x^')),
    run('let', setBlockType(typeOf('paragraph'))),
    ['paragraph: let x^'],
  ],
  [
    'quotes my paragraph',
    doc(p('one'), p('alpha ^beta')),
    run('alpha', wrapIn(typeOf('blockquote'))),
    ['paragraph: one', 'blockquote > paragraph: alpha ^beta'],
  ],
  [
    'takes my paragraph out of a quote',
    doc(quote(p('one'), p('alpha ^beta'), p('two'))),
    run('alpha', lift),
    ['blockquote > paragraph: one', 'paragraph: alpha ^beta', 'blockquote > paragraph: two'],
  ],
  [
    'makes all of my paragraph bold',
    doc(p('alpha ^beta')),
    (ada) => {
      ada.select('alpha beta', true)
      ada.run(toggleMark(bold))
    },
    ['paragraph: alpha ^beta'],
  ],
  [
    'makes the word bold that it is in',
    doc(p('alpha be^ta gamma')),
    (ada) => {
      ada.select('beta', true)
      ada.run(toggleMark(bold))
    },
    ['paragraph: alpha be^ta gamma'],
  ],
  // Text.
  ['writes before it', doc(p('alpha ^beta')), type('so ', 'alpha'), ['paragraph: so alpha ^beta']],
  ['writes after it', doc(p('alpha ^beta')), type('so ', 'eta'), ['paragraph: alpha ^bso eta']],
  [
    'writes in the same place',
    doc(p('alpha ^beta')),
    type('so ', 'beta'),
    ['paragraph: alpha ^so beta'],
  ],
  [
    'writes at the end of the block, where it is',
    doc(p('alpha^'), p('two')),
    (ada) => {
      ada.select('alpha')
      ada.view.dispatch(ada.view.state.tr.insertText(' so', 6))
    },
    ['paragraph: alpha^ so', 'paragraph: two'],
  ],
  [
    'writes at the start of the block, where it is',
    doc(p('one'), p('^alpha')),
    type('so ', 'alpha'),
    ['paragraph: one', 'paragraph: ^so alpha'],
  ],
  [
    'writes into the empty block that it is in',
    doc(p('one'), p('^')),
    (ada) => {
      ada.view.dispatch(ada.view.state.tr.insertText('test', 6))
    },
    ['paragraph: one', 'paragraph: ^test'],
  ],
  [
    'writes a paragraph before mine',
    doc(p('one'), p('alpha ^beta')),
    (ada) => {
      ada.view.dispatch(ada.view.state.tr.insert(5, p('new')))
    },
    ['paragraph: one', 'paragraph: new', 'paragraph: alpha ^beta'],
  ],
  [
    'makes the paragraph a heading before mine with the same text',
    doc(p('same'), p('sa^me')),
    run('same', setBlockType(typeOf('heading'), { level: 1 })),
    ['heading1: same', 'paragraph: sa^me'],
  ],
  // Deletion around it.
  [
    'deletes the text around it',
    doc(p('alpha be^ta gamma')),
    remove('beta'),
    ['paragraph: alpha ^ gamma'],
  ],
  [
    'deletes from before it into the next paragraph',
    doc(p('alpha be^ta'), p('two')),
    (ada) => {
      const { tr } = ada.view.state
      ada.view.dispatch(tr.delete(3, 14))
    },
    ['paragraph: al^wo'],
  ],
  [
    'deletes the block that it is in',
    doc(p('one'), p('alpha ^beta'), p('two')),
    onNode(
      'paragraph',
      (ada, at, size) => ada.view.dispatch(ada.view.state.tr.delete(at, at + size)),
      1,
    ),
    ['paragraph: one^', 'paragraph: two'],
  ],
  [
    'deletes everything',
    doc(p('one'), p('alpha ^beta')),
    (ada) => {
      ada.view.dispatch(ada.view.state.tr.delete(0, ada.text.content.size))
    },
    ['paragraph: ^'],
  ],
  [
    'deletes everything but my block',
    doc(p('one'), p('alpha ^beta'), p('two')),
    (ada) => {
      ada.view.dispatch(ada.view.state.tr.delete(17, 22).delete(0, 5))
    },
    ['paragraph: alpha ^beta'],
  ],
  // Lists.
  [
    'makes my paragraph a list',
    doc(p('one'), p('alpha ^beta'), p('two')),
    run('alpha', wrapInList(typeOf('bulletList'))),
    ['paragraph: one', 'bulletList > paragraph: alpha ^beta', 'paragraph: two'],
  ],
  [
    'takes my paragraph out of a list',
    doc(ul(li(p('alpha ^beta')))),
    run('alpha', liftListItem(typeOf('listItem'))),
    ['paragraph: alpha ^beta'],
  ],
  [
    'indents my item',
    doc(ul(li(p('one')), li(p('alpha ^beta')), li(p('two')))),
    run('alpha', sinkListItem(typeOf('listItem'))),
    [
      'bulletList > paragraph: one',
      'bulletList > bulletList > paragraph: alpha ^beta',
      'bulletList > paragraph: two',
    ],
  ],
  [
    'indents the item that mine belongs to',
    doc(ul(li(p('one')), li(p('two'), ul(li(p('alpha ^beta')))))),
    run('two', sinkListItem(typeOf('listItem'))),
    [
      'bulletList > paragraph: one',
      'bulletList > bulletList > paragraph: two',
      'bulletList > bulletList > bulletList > paragraph: alpha ^beta',
    ],
  ],
  [
    'outdents my item',
    doc(ul(li(p('one'), ul(li(p('alpha ^beta')))))),
    run('alpha', liftListItem(typeOf('listItem'))),
    ['bulletList > paragraph: one', 'bulletList > paragraph: alpha ^beta'],
  ],
  [
    'splits my item before it',
    doc(ul(li(p('alpha beta ^gamma')))),
    run(' beta', splitListItem(typeOf('listItem'))),
    ['bulletList > paragraph: alpha', 'bulletList > paragraph:  beta ^gamma'],
  ],
  [
    'joins my item to the one before',
    doc(ul(li(p('one')), li(p('alpha ^beta')))),
    (ada) => {
      ada.view.dispatch(ada.view.state.tr.join(8, 2))
    },
    ['bulletList > paragraph: onealpha ^beta'],
  ],
  [
    'numbers my list',
    doc(ul(li(p('one')), li(p('alpha ^beta')))),
    onNode('bulletList', (ada, at) =>
      ada.view.dispatch(ada.view.state.tr.setNodeMarkup(at, typeOf('orderedList'))),
    ),
    ['orderedList > paragraph: one', 'orderedList > paragraph: alpha ^beta'],
  ],
  [
    'ticks my task',
    doc(tasks(task('one'), task('alpha ^beta'))),
    onNode(
      'taskItem',
      (ada, at) =>
        ada.view.dispatch(ada.view.state.tr.setNodeMarkup(at, undefined, { checked: true })),
      1,
    ),
    ['taskList > paragraph: one', 'taskList > paragraph: alpha ^beta'],
  ],
  [
    'deletes the item that mine belongs to, but not mine',
    doc(ul(li(p('one')), li(p('two')), li(p('alpha ^beta')))),
    onNode(
      'listItem',
      (ada, at, size) => ada.view.dispatch(ada.view.state.tr.delete(at, at + size)),
      1,
    ),
    ['bulletList > paragraph: one', 'bulletList > paragraph: alpha ^beta'],
  ],
  // Tables.
  [
    'adds a row before mine',
    doc(table(row('a', 'b'), row('c', 'alpha ^beta'))),
    inCell('c', addRowBefore),
    [
      'tableCell > paragraph: a',
      'tableCell > paragraph: b',
      'tableCell > paragraph: ',
      'tableCell > paragraph: ',
      'tableCell > paragraph: c',
      'tableCell > paragraph: alpha ^beta',
    ],
  ],
  [
    'adds a column before mine',
    doc(table(row('a', 'b'), row('c', 'alpha ^beta'))),
    inCell('b', addColumnBefore),
    [
      'tableCell > paragraph: a',
      'tableCell > paragraph: ',
      'tableCell > paragraph: b',
      'tableCell > paragraph: c',
      'tableCell > paragraph: ',
      'tableCell > paragraph: alpha ^beta',
    ],
  ],
  [
    'deletes the column before mine',
    doc(table(row('a', 'b'), row('c', 'alpha ^beta'))),
    inCell('a', deleteColumn),
    ['tableCell > paragraph: b', 'tableCell > paragraph: alpha ^beta'],
  ],
  [
    'deletes the row before mine',
    doc(table(row('a', 'b'), row('c', 'alpha ^beta'))),
    inCell('a', deleteRow),
    ['tableCell > paragraph: c', 'tableCell > paragraph: alpha ^beta'],
  ],
  [
    'merges my cell with the one beside it',
    doc(table(row('a', 'b'), row('c', 'alpha ^beta'))),
    (ada) => {
      const cells: number[] = []
      ada.text.descendants((each, at) => {
        if (each.type.name === 'tableCell') cells.push(at)
      })
      ada.view.dispatch(
        ada.view.state.tr.setSelection(CellSelection.create(ada.text, cells[2] ?? 0, cells[3])),
      )
      ada.run(mergeCells)
    },
    [
      'tableCell > paragraph: a',
      'tableCell > paragraph: b',
      'tableCell > paragraph: c',
      'tableCell > paragraph: alpha ^beta',
    ],
  ],
  [
    'makes mine a header row',
    doc(table(row('a', 'alpha ^beta'), row('c', 'd'))),
    inCell('a', toggleHeaderRow),
    [
      'tableHeader > paragraph: a',
      'tableHeader > paragraph: alpha ^beta',
      'tableCell > paragraph: c',
      'tableCell > paragraph: d',
    ],
  ],
  // Ranges.
  [
    'splits the paragraph that I have selected text in',
    doc(p('one [two] three')),
    run(' three', splitBlock),
    ['paragraph: one [two]', 'paragraph:  three'],
  ],
  [
    'writes within what I have selected',
    doc(p('one [two] three')),
    type('x', 'wo'),
    ['paragraph: one [txwo] three'],
  ],
  [
    'makes a heading of the paragraph in which my selection begins',
    doc(p('one [two'), p('three] four')),
    run('one', setBlockType(typeOf('heading'), { level: 1 })),
    ['heading1: one [two', 'paragraph: three] four'],
  ],
  [
    'deletes half of what I have selected',
    doc(p('one [two'), p('three] four')),
    remove('two'),
    ['paragraph: one [', 'paragraph: three] four'],
  ],
  [
    'deletes all of what I have selected',
    doc(p('one [two] three')),
    remove('two'),
    ['paragraph: one ^ three'],
  ],
]

describe.each<BindingName>(['y-prosemirror', 'y-tiptap'])(
  '%s: my caret stays in its place when somebody',
  (binding) => {
    let two: TwoEditors
    beforeEach(() => {
      two = new TwoEditors(binding)
    })
    afterEach(() => two.close())

    test.each(cases)('%s', (_what, before, act, after) => {
      two.begin(before)
      act(two.ada)
      expect(two.bo.shown).toEqual(after)
      expect(two.bo.text.toJSON()).toEqual(two.ada.text.toJSON())
    })

    test.each(cases)('undoes it: %s', (_what, before, act, after) => {
      two.begin(before)
      const caret = two.bo.shown.join('\n')
      const undoable = () => bindings[binding].undo(two.ada.view.state)
      undoManagerOf(two.ada, binding).stopCapturing()
      act(two.ada)
      if (!/deletes|same place|where it is|empty block/.test(_what)) {
        undoable()
        expect(two.bo.shown.join('\n')).toBe(caret)
      } else expect(two.bo.shown).toEqual(after)
    })
  },
)
