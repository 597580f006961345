import { EditorState, TextSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { doc, paragraph, schema } from '../editor/random-document.test-support.ts'
import { type SlashQuery, slashQueryAfter } from './slash-query.ts'

/** An editor whose caret stands at the `^` of its first paragraph. */
function at(text: string, ...more: readonly string[]): EditorState {
  const first = paragraph(text.replace('^', ''))
  const drawn = doc(first, ...more.map((each) => paragraph(each)))
  return withCaret(EditorState.create({ doc: drawn }), 1 + text.indexOf('^'))
}

function withCaret(state: EditorState, caret: number): EditorState {
  return state.apply(state.tr.setSelection(TextSelection.create(state.doc, caret)))
}

function typing(state: EditorState, text: string): EditorState {
  return state.apply(state.tr.insertText(text))
}

function own(query: SlashQuery | undefined, before: EditorState, after: EditorState) {
  return slashQueryAfter(query, { before, after, isFromDocument: false })
}

function others(query: SlashQuery | undefined, before: EditorState, after: EditorState) {
  return slashQueryAfter(query, { before, after, isFromDocument: true })
}

test.each(['^', 'one ^', 'one ^ two', '^one', 'one\u00a0^'])(
  'a slash typed at %j begins a query',
  (text) => {
    const before = at(text)
    const after = typing(before, '/')
    expect(own(undefined, before, after)).toEqual({ from: before.selection.from, typed: '' })
  },
)

test.each(['one^', 'http:/^', '(^'])('a slash typed at %j begins none', (text) => {
  const before = at(text)
  expect(own(undefined, before, typing(before, '/'))).toBeUndefined()
})

test('a slash that is pasted, undone into being or typed by others begins none', () => {
  const before = at('^')
  expect(own(undefined, before, typing(before, 'a /'))).toBeUndefined()
  expect(others(undefined, before, typing(before, '/'))).toBeUndefined()
  const there = at('/^')
  expect(own(undefined, withCaret(there, 1), there)).toBeUndefined()
})

test('in code a slash is a slash', () => {
  const code = schema.node('codeBlock', null, [schema.text('a ')])
  const before = withCaret(EditorState.create({ doc: doc(code) }), 3)
  expect(own(undefined, before, typing(before, '/'))).toBeUndefined()
  const marked = withCaret(EditorState.create({ doc: doc(paragraph(['code', 'a '])) }), 3)
  expect(own(undefined, marked, typing(marked, '/'))).toBeUndefined()
})

test('what is typed behind it is the query, until the caret leaves it', () => {
  const open = { from: 5, typed: '' }
  const slash = at('one /^')
  const head = typing(slash, 'head')
  expect(own(open, slash, head)).toEqual({ from: 5, typed: 'head' })
  const spaced = typing(head, ' 1')
  expect(own({ from: 5, typed: 'head' }, head, spaced)).toEqual({ from: 5, typed: 'head 1' })
  expect(own(open, slash, typing(slash, ' '))).toBeUndefined()
  expect(own(open, slash, typing(slash, 'a'.repeat(31)))).toBeUndefined()
  expect(own({ from: 5, typed: 'head' }, head, withCaret(head, 5))).toBeUndefined()
  expect(own({ from: 5, typed: 'head' }, head, withCaret(head, 7))).toEqual({
    from: 5,
    typed: 'h',
  })
  const deleted = slash.apply(slash.tr.delete(5, 6))
  expect(own(open, slash, deleted)).toBeUndefined()
})

test("others' edits around it move it with the caret and do not end it", () => {
  const before = at('one /he^ad', 'two')
  const query = { from: 5, typed: 'he' }
  const earlier = before.apply(before.tr.insertText('and ', 1))
  expect(others(query, before, earlier)).toEqual({ from: 9, typed: 'he' })
  const above = before.apply(before.tr.insert(0, paragraph('zero')))
  expect(others(query, before, above)).toEqual({ from: 11, typed: 'he' })
  const later = before.apply(before.tr.insertText('!', before.doc.content.size - 1))
  expect(others(query, before, later)).toEqual(query)
})

test("others' edits within it end it", () => {
  const before = at('one /he^')
  const within = before.apply(before.tr.insertText('x', 6))
  expect(others({ from: 5, typed: 'he' }, before, within)).toBeUndefined()
})
