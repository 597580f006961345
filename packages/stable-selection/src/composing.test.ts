// @vitest-environment happy-dom
import { splitBlock, setBlockType } from 'prosemirror-commands'
import { TextSelection } from 'prosemirror-state'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { sharedPosition, shownPosition } from './places.ts'
import {
  bindings,
  type BindingName,
  type OpenEditor,
  placeOf,
  schema,
  TwoEditors,
} from './two-editors.test-support.ts'

const p = (words: string) => schema.node('paragraph', null, words ? schema.text(words) : [])
const doc = (...words: string[]) => schema.node('doc', null, words.map(p))
const heading = schema.nodes['heading']
if (!heading) throw new Error('The schema has no heading')

/** What an input method does, as far as the editor hears of it. */
class InputMethod {
  readonly #editor: OpenEditor
  #composed = ''

  constructor(editor: OpenEditor) {
    this.#editor = editor
  }

  compose(text: string): void {
    this.#tell(this.#composed === '' ? 'compositionstart' : 'compositionupdate')
    this.#write(text)
  }

  commit(text: string): void {
    this.#write(text)
    this.#composed = ''
    this.#tell('compositionend')
  }

  #write(text: string): void {
    const { view } = this.#editor
    const { from } = view.state.selection
    const { tr } = view.state
    tr.insertText(text, from - this.#composed.length, from)
    const at = from - this.#composed.length + text.length
    view.dispatch(tr.setSelection(TextSelection.create(tr.doc, at)).setMeta('composition', 1))
    this.#composed = text
  }

  #tell(name: string): void {
    const event = new Event(name, { bubbles: true })
    this.#editor.view.dom.dispatchEvent(event)
  }
}

/** What somebody types in front of a text. */
function typeAt(editor: OpenEditor, before: string, text: string): void {
  editor.select(before)
  editor.view.dispatch(editor.view.state.tr.insertText(text))
}

describe.each<BindingName>(['y-prosemirror', 'y-tiptap'])('%s: while I compose', (binding) => {
  let two: TwoEditors
  let input: InputMethod

  beforeEach(() => {
    vi.useFakeTimers()
    two = new TwoEditors(binding)
    two.begin(doc('one', 'alpha ^beta', 'two'))
    input = new InputMethod(two.bo)
  })
  afterEach(() => {
    two.close()
    vi.useRealTimers()
  })

  const isSame = () => expect(two.bo.text.toJSON()).toEqual(two.ada.text.toJSON())
  /** ProseMirror and the plugin have heard that it is over. */
  const settle = () => vi.advanceTimersByTime(60)

  test('what others write in the same block waits for the word, and both are whole', () => {
    input.compose('に')
    typeAt(two.ada, 'alpha', 'A ')
    typeAt(two.ada, 'beta', '(')
    expect(two.bo.shown).toEqual(['paragraph: one', 'paragraph: alpha に^beta', 'paragraph: two'])
    input.compose('にほ')
    expect(two.ada.text.child(1).textContent).toBe('A alpha にほ(beta')
    typeAt(two.ada, 'two', 'not ')
    input.commit('日本')
    expect(two.ada.text.child(1).textContent).toBe('A alpha 日本(beta')
    settle()
    expect(two.bo.shown).toEqual([
      'paragraph: one',
      'paragraph: A alpha 日本^(beta',
      'paragraph: not two',
    ])
    isSame()
  })

  test('what others write into the middle of the word stays, whatever becomes of the word', () => {
    input.compose('にほ')
    typeAt(two.ada, 'ほ', 'x')
    input.commit('日本')
    settle()
    expect(two.bo.text.child(1).textContent.replace('日本', '')).toBe('alpha xbeta')
    isSame()
  })

  test('what others delete is gone after it, and the word is not', () => {
    input.compose('に')
    two.ada.select('alpha にbeta', true)
    two.ada.view.dispatch(two.ada.view.state.tr.insertText('123'))
    input.compose('にほ')
    input.commit('日本')
    settle()
    expect(two.bo.text.child(1).textContent).toContain('日本')
    expect(two.bo.text.child(1).textContent).toContain('123')
    isSame()
  })

  test('what others write elsewhere is shown at once', () => {
    input.compose('に')
    typeAt(two.ada, 'one', 'not ')
    two.ada.view.dispatch(two.ada.view.state.tr.insert(0, p('new')))
    typeAt(two.ada, 'two', 'also ')
    expect(two.bo.shown).toEqual([
      'paragraph: new',
      'paragraph: not one',
      'paragraph: alpha に^beta',
      'paragraph: also two',
    ])
    input.commit('日')
    settle()
    isSame()
  })

  test('my block may be split and retyped', () => {
    input.compose('に')
    two.ada.select('pha')
    two.ada.run(splitBlock, setBlockType(heading, { level: 2 }))
    expect(two.bo.shown).toContain('paragraph: alpha に^beta')
    input.compose('にほ')
    input.commit('日本')
    settle()
    expect(two.bo.shown).toEqual([
      'paragraph: one',
      'paragraph: al',
      'heading2: pha 日本^beta',
      'paragraph: two',
    ])
    isSame()
  })

  test('my block may be deleted: that is shown at once', () => {
    input.compose('に')
    two.ada.view.dispatch(two.ada.view.state.tr.delete(5, 5 + two.ada.text.child(1).nodeSize))
    expect(two.bo.shown).toEqual(['paragraph: one^', 'paragraph: two'])
    isSame()
  })

  test('a long text that is pasted into my block may wait like a letter', () => {
    input.compose('に')
    typeAt(two.ada, 'alpha', 'long '.repeat(1_000))
    input.commit('日')
    settle()
    expect(two.bo.text.child(1).textContent).toBe(`${'long '.repeat(1_000)}alpha 日beta`)
    isSame()
  })

  test('a composition that was given up leaves nothing of it', () => {
    input.compose('に')
    typeAt(two.ada, 'alpha', 'A ')
    input.commit('')
    settle()
    expect(two.bo.shown).toContain('paragraph: A alpha ^beta')
    isSame()
  })

  test('syllable after syllable, others are seen between two of them', () => {
    input.compose('하')
    typeAt(two.ada, 'alpha', 'A ')
    input.commit('한')
    expect(two.bo.shown).toContain('paragraph: alpha 한^beta')
    input.compose('그')
    expect(two.bo.shown).toContain('paragraph: A alpha 한그^beta')
    typeAt(two.ada, 'beta', 'Z ')
    input.commit('글')
    settle()
    expect(two.bo.shown).toContain('paragraph: A alpha 한글^Z beta')
    isSame()
  })

  test('an input method that never ends hides nothing for longer than 10 s', () => {
    input.compose('に')
    typeAt(two.ada, 'alpha', 'A ')
    vi.advanceTimersByTime(9_000)
    input.compose('にほ')
    vi.advanceTimersByTime(9_000)
    expect(two.bo.shown).toContain('paragraph: alpha にほ^beta')
    vi.advanceTimersByTime(1_000)
    expect(two.bo.shown).toContain('paragraph: A alpha にほ^beta')
    // And what comes after that does not wait for it again.
    typeAt(two.ada, 'beta', 'Z ')
    expect(two.bo.shown).toContain('paragraph: A alpha にほ^Z beta')
    isSame()
  })

  test('my own undo of what waits for nothing is shown at once', () => {
    typeAt(two.bo, 'two', 'mine ')
    vi.advanceTimersByTime(1_000)
    two.bo.select('beta')
    input.compose('に')
    typeAt(two.ada, 'alpha', 'A ')
    bindings[binding].undo(two.bo.view.state)
    isSame()
    expect(two.bo.text.child(1).textContent).toContain('A alpha')
  })

  test('positions can be told in the shared document and in what is shown', () => {
    input.compose('に')
    const { state } = two.bo.view
    expect(sharedPosition(state, 3)).toBe(3)
    typeAt(two.ada, 'alpha', 'A ')
    const [shown, shared] = [placeOf(two.bo.text, 'beta'), placeOf(two.ada.text, 'beta')]
    expect(shared).toBe(shown + 2)
    expect(sharedPosition(two.bo.view.state, shown)).toBe(shared)
    expect(shownPosition(two.bo.view.state, shared)).toBe(shown)
    expect(shownPosition(two.bo.view.state, placeOf(two.ada.text, 'two'))).toBe(
      placeOf(two.bo.text, 'two'),
    )
  })

  test('a closed editor waits for nothing', () => {
    input.compose('に')
    typeAt(two.ada, 'alpha', 'A ')
    two.bo.view.destroy()
    expect(vi.getTimerCount()).toBe(0)
  })
})
