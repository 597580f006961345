// @vitest-environment happy-dom
import { SeededRandom } from '@weft/testkit'
import {
  joinBackward,
  lift,
  setBlockType,
  splitBlock,
  toggleMark,
  wrapIn,
} from 'prosemirror-commands'
import type { Node } from 'prosemirror-model'
import { liftListItem, sinkListItem, wrapInList } from 'prosemirror-schema-list'
import { type Command, type Plugin, TextSelection } from 'prosemirror-state'
import { expect, test, vi } from 'vitest'
import { type BindingName, exchange, OpenEditor, schema } from './two-editors.test-support.ts'

const ROUNDS = 80

/** Each letter is written once, so that it is clear which are left. */
class Letters {
  #next = 0x4e00

  some(count: number): string {
    return Array.from({ length: count }, () => String.fromCharCode(this.#next++)).join('')
  }
}

function pick<Item>(random: SeededRandom, items: readonly Item[]): Item {
  const item = items[random.below(items.length)]
  if (item === undefined) throw new Error('There is nothing to pick')
  return item
}

function type(name: string) {
  const found = schema.nodes[name]
  if (!found) throw new Error(`The schema has no ${name}`)
  return found
}

const bold = schema.marks['bold']
if (!bold) throw new Error('The schema has no bold')

const commands: readonly Command[] = [
  splitBlock,
  splitBlock,
  joinBackward,
  lift,
  setBlockType(type('heading'), { level: 2 }),
  setBlockType(type('paragraph')),
  wrapIn(type('blockquote')),
  wrapInList(type('bulletList')),
  liftListItem(type('listItem')),
  sinkListItem(type('listItem')),
  toggleMark(bold),
]

function positionIn(doc: Node, random: SeededRandom): number {
  const places: number[] = []
  doc.descendants((node, at) => {
    if (!node.isTextblock) return true
    for (let offset = 0; offset <= node.content.size; offset++) places.push(at + 1 + offset)
    return false
  })
  return pick(random, places)
}

function edit(editor: OpenEditor, random: SeededRandom, letters: Letters): void {
  const { view } = editor
  const at = positionIn(editor.text, random)
  const to = random.chance(0.3) ? positionIn(editor.text, random) : at
  view.dispatch(view.state.tr.setSelection(TextSelection.create(editor.text, at, to)))
  switch (random.below(4)) {
    case 0:
      view.dispatch(
        view.state.tr.insertText(letters.some(1 + random.below(4)), view.state.selection.from),
      )
      return
    case 1: {
      const end = Math.min(at + random.below(6), editor.text.content.size)
      view.dispatch(view.state.tr.delete(at, end))
      return
    }
    default:
      editor.run(pick(random, commands))
  }
}

/** The letters of the block that a position is in, before it and after it. */
function lettersAround(doc: Node, position: number): readonly [string, string] {
  const $position = doc.resolve(position)
  const { parent, parentOffset } = $position
  return [
    parent.textBetween(0, parentOffset),
    parent.textBetween(parentOffset, parent.content.size),
  ]
}

/** Whether what is left of the text around a caret is still around it. */
function isInPlace(before: readonly [string, string], doc: Node, position: number): boolean {
  const left = [...doc.textContent]
  const isLeft = (letter: string) => left.includes(letter)
  const [one, other] = [[...before[0]].filter(isLeft).at(-1), [...before[1]].find(isLeft)]
  if (one === undefined && other === undefined) return true
  const [now, then] = lettersAround(doc, position)
  return (one !== undefined && now.endsWith(one)) || (other !== undefined && then.startsWith(other))
}

/** Lets one edit at random, and counts how often the other's caret was torn from its text. */
function play(binding: BindingName, seed: number, plugins?: readonly Plugin[]): number {
  const random = new SeededRandom(seed)
  const letters = new Letters()
  const ada = new OpenEditor(binding)
  const bo = new OpenEditor(binding, plugins)
  const paragraphs = Array.from({ length: 6 }, () =>
    schema.node('paragraph', null, schema.text(letters.some(8))),
  )
  ada.view.dispatch(ada.view.state.tr.replaceWith(0, ada.text.content.size, paragraphs))
  exchange(ada.doc, bo.doc)
  let torn = 0
  for (let round = 0; round < ROUNDS; round++) {
    const { view } = bo
    if (random.chance(0.4)) {
      const at = positionIn(bo.text, random)
      view.dispatch(view.state.tr.setSelection(TextSelection.create(bo.text, at)))
    }
    const around = lettersAround(bo.text, view.state.selection.head)
    for (let edits = 1 + random.below(3); edits > 0; edits--) edit(ada, random, letters)
    exchange(ada.doc, bo.doc)
    expect(bo.text.toJSON()).toEqual(ada.text.toJSON())
    bo.text.check()
    if (!isInPlace(around, bo.text, view.state.selection.head)) torn++
    // What is written next goes to where the caret is, and to everybody.
    view.dispatch(view.state.tr.insertText(letters.some(1)))
    exchange(ada.doc, bo.doc)
    expect(ada.text.toJSON()).toEqual(bo.text.toJSON())
  }
  ada.close()
  bo.close()
  return torn
}

test.each<[BindingName, number]>([
  ['y-prosemirror', 1],
  // An edit at the start of my block, which is then joined to the one before.
  ['y-prosemirror', 2],
  ['y-tiptap', 3],
  ['y-tiptap', 4],
])(
  '%s, seed %d: whatever somebody does, what is left of the text around my caret stays around it',
  (binding, seed) => {
    expect(play(binding, seed)).toBe(0)
  },
)

/** Lets one edit at random while the other composes word after word. */
function playComposing(binding: BindingName, seed: number): number {
  const random = new SeededRandom(seed)
  const letters = new Letters()
  const ada = new OpenEditor(binding)
  const bo = new OpenEditor(binding)
  const paragraphs = Array.from({ length: 4 }, () =>
    schema.node('paragraph', null, schema.text(letters.some(8))),
  )
  ada.view.dispatch(ada.view.state.tr.replaceWith(0, ada.text.content.size, paragraphs))
  exchange(ada.doc, bo.doc)
  const { view } = bo
  const tell = (name: string) => view.dom.dispatchEvent(new Event(name, { bubbles: true }))
  let waited = 0
  for (let round = 0; round < ROUNDS; round++) {
    if (random.chance(0.3)) {
      const at = positionIn(bo.text, random)
      view.dispatch(view.state.tr.setSelection(TextSelection.create(bo.text, at)))
    }
    tell('compositionstart')
    let composed = ''
    for (let keys = 1 + random.below(4); keys > 0; keys--) {
      const { from } = view.state.selection
      const isThere =
        composed !== '' && bo.text.textBetween(from - composed.length, from) === composed
      const start = isThere ? from - composed.length : from
      composed = letters.some(1 + random.below(3))
      view.dispatch(view.state.tr.insertText(composed, start, from))
      exchange(ada.doc, bo.doc)
      if (!bo.text.eq(ada.text)) waited++
      expect(ada.text.textContent.split(composed)).toHaveLength(2)
      for (let edits = random.below(3); edits > 0; edits--) edit(ada, random, letters)
      exchange(ada.doc, bo.doc)
    }
    tell('compositionend')
    vi.runAllTimers()
    exchange(ada.doc, bo.doc)
    bo.text.check()
    expect(bo.text.toJSON()).toEqual(ada.text.toJSON())
    const written = bo.text.textContent
    expect(new Set(written).size, 'nothing is there twice').toBe([...written].length)
  }
  ada.close()
  bo.close()
  return waited
}

test.each<[BindingName, number]>([
  ['y-prosemirror', 5],
  ['y-tiptap', 6],
  ['y-tiptap', 7],
])(
  '%s, seed %d: whatever somebody does while I compose, each word is written once and both have the same',
  (binding, seed) => {
    vi.useFakeTimers()
    try {
      expect(playComposing(binding, seed)).toBeGreaterThan(10)
    } finally {
      vi.useRealTimers()
    }
  },
)

test('without the plugin it does not', () => {
  expect(play('y-tiptap', 3, [])).toBeGreaterThan(3)
})
