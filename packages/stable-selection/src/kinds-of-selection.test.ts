// @vitest-environment happy-dom
import { GapCursor } from 'prosemirror-gapcursor'
import type { Node } from 'prosemirror-model'
import { AllSelection, NodeSelection, Plugin, TextSelection } from 'prosemirror-state'
import { CellSelection } from 'prosemirror-tables'
import { Decoration, DecorationSet } from 'prosemirror-view'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  bindings,
  type BindingName,
  placeOf,
  schema,
  TwoEditors,
} from './two-editors.test-support.ts'
import { stableSelection } from './stable-selection.ts'

const node = (name: string, content: Node | readonly Node[] = [], attrs: object = {}) =>
  schema.node(name, { ...attrs }, content instanceof Array ? [...content] : content)
const p = (words: string) => node('paragraph', words === '' ? [] : schema.text(words))
const image = node('image', [], { src: 'a.png' })
const row = (...words: string[]) =>
  node(
    'tableRow',
    words.map((each) => node('tableCell', p(each))),
  )
const doc = (...content: Node[]) => node('doc', content)

/** A mark that an application has put beside a word. */
const marker = new Plugin<DecorationSet>({
  state: {
    init: () => DecorationSet.empty,
    apply: (tr, marks) => {
      const place: unknown = tr.getMeta('marker')
      if (typeof place !== 'number') return marks.map(tr.mapping, tr.doc)
      return DecorationSet.create(tr.doc, [Decoration.inline(place, place + 4, {})])
    },
  },
})

describe.each(Object.keys(bindings) as BindingName[])('%s', (binding) => {
  let two: TwoEditors
  beforeEach(() => {
    two = new TwoEditors(binding, [stableSelection(), marker])
  })
  afterEach(() => two.close())
  const own = () => two.bo.view.state.selection
  const select = (make: (doc: Node) => Parameters<typeof two.bo.view.state.tr.setSelection>[0]) =>
    two.bo.view.dispatch(two.bo.view.state.tr.setSelection(make(two.bo.text)))
  const ada = () => two.ada.view.state.tr
  const act = (transaction: ReturnType<typeof ada>) => two.ada.view.dispatch(transaction)

  test('an image that I have selected stays selected while others write and delete around it', () => {
    two.begin(doc(p('one'), image, p('two')))
    select((text) => NodeSelection.create(text, 5))
    act(ada().insert(0, p('new')))
    act(ada().insertText('x', 13))
    expect(own()).toBeInstanceOf(NodeSelection)
    expect(own().from).toBe(10)
    act(ada().delete(0, 10))
    expect(own().from).toBe(0)
    act(ada().setNodeAttribute(0, 'src', 'b.png'))
    expect(own()).toBeInstanceOf(NodeSelection)
    expect(two.bo.text.child(0).attrs['src']).toBe('b.png')
  })

  test('when the image is deleted, the caret goes into the nearest text', () => {
    two.begin(doc(p('one'), image, p('two')))
    select((text) => NodeSelection.create(text, 5))
    act(ada().delete(5, 6))
    expect(own()).toBeInstanceOf(TextSelection)
    expect(own().empty).toBe(true)
    expect([4, 6]).toContain(own().from)
  })

  test('cells that I have selected stay selected while rows come before them and words into them', () => {
    two.begin(doc(node('table', [row('a', 'b'), row('c', 'd')]), p('two')))
    const cells = () => {
      const found: number[] = []
      two.bo.text.descendants((each, at) => {
        if (each.type.name === 'tableCell') found.push(at)
      })
      return found
    }
    select((text) => CellSelection.create(text, cells()[2] ?? 0, cells()[3]))
    act(ada().insert(1, row('x', 'y')))
    act(ada().insertText('more ', placeOf(two.ada.text, 'd')))
    const selection = own()
    expect(selection).toBeInstanceOf(CellSelection)
    if (!(selection instanceof CellSelection)) return
    expect([selection.$anchorCell.pos, selection.$headCell.pos]).toEqual(cells().slice(4))
  })

  test('a gap that I am in stays where it is', () => {
    two.begin(doc(image, p('two')))
    select((text) => new GapCursor(text.resolve(0)))
    act(ada().insertText('x', 4))
    expect(own()).toBeInstanceOf(GapCursor)
    expect(own().from).toBe(0)
  })

  test('all of it stays selected', () => {
    two.begin(doc(p('one'), p('two')))
    select((text) => new AllSelection(text))
    act(ada().insert(0, p('new')))
    expect(own()).toBeInstanceOf(AllSelection)
    expect(own().to).toBe(two.bo.text.content.size)
  })

  test('bold that I have switched on and not used yet stays switched on', () => {
    two.begin(doc(p('alpha ^beta'), p('two')))
    const bold = schema.mark('bold')
    two.bo.view.dispatch(two.bo.view.state.tr.addStoredMark(bold))
    act(ada().insertText('x', 1))
    act(ada().split(15))
    expect(two.bo.view.state.storedMarks).toEqual([bold])
    two.bo.view.dispatch(two.bo.view.state.tr.insertText('b', own().from))
    expect(two.bo.view.state.storedMarks).toBe(null)
  })

  test('what an application has marked in the text stays marked when others change other text', () => {
    two.begin(doc(p('alpha ^beta'), p('two')))
    two.bo.view.dispatch(two.bo.view.state.tr.setMeta('marker', 7))
    const marked = () =>
      marker
        .getState(two.bo.view.state)
        ?.find()
        .map(({ from, to }) => two.bo.text.textBetween(from, to))
    act(ada().insert(0, p('new')))
    act(ada().insertText('so ', 6))
    act(ada().insertText('three', two.ada.text.content.size - 1))
    expect(marked()).toEqual(['beta'])
  })

  test('nothing scrolls because of others', () => {
    two.begin(doc(p('alpha ^beta')))
    const scrolls: boolean[] = []
    const { view } = two.bo
    view.setProps({
      dispatchTransaction: (transaction) => {
        scrolls.push(transaction.scrolledIntoView)
        view.updateState(view.state.apply(transaction))
      },
    })
    act(ada().insertText('x', 1))
    act(ada().split(3))
    expect(scrolls).toEqual([false, false])
  })

  test('every other block is the same node as before, and drawn in the same element', () => {
    two.begin(doc(p('one'), p('alpha ^beta'), p('two')))
    const before = two.bo.text
    const elements = [...two.bo.view.dom.children]
    act(ada().insertText('x', 7))
    const after = two.bo.text
    expect(after.child(0)).toBe(before.child(0))
    expect(after.child(2)).toBe(before.child(2))
    expect([...two.bo.view.dom.children]).toEqual(elements)
  })
})
