import { getSchema } from '@tiptap/core'
import { EditorState } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { field } from '../../collaboration/person.ts'
import { schemaExtensions } from '../schema.ts'
import { applyToColors, type CodeColors, isStale, refreshColors } from './code-colors.ts'
import { highlight, MAX_LENGTH } from './highlight.ts'

const schema = getSchema(schemaExtensions)

function stateWith(text: string, language = 'typescript'): EditorState {
  const code = schema.node('codeBlock', { language }, [schema.text(text)])
  return EditorState.create({ doc: schema.node('doc', null, [code]) })
}

/** The colored pieces of the text, as `class:text`. */
function drawn({ doc }: EditorState, { colors }: CodeColors): string[] {
  return colors
    .find()
    .toSorted((one, other) => one.from - other.from)
    .map(({ from, to, spec }) => `${String(field(spec, 'className'))}:${doc.textBetween(from, to)}`)
}

function colored(state: EditorState): CodeColors {
  return applyToColors(
    refreshColors(state.tr, () => true),
    undefined,
    state,
  )
}

test('code has the colors of its language, also when there is no time', () => {
  const state = stateWith('const a = 1')
  const colors = colored(state)
  expect(drawn(state, colors)).toEqual(['hljs-keyword:const', 'hljs-number:1'])
  expect(isStale(colors, state.doc)).toBe(false)
})

test('what is typed has its color at once, and what stands around it keeps its own', () => {
  const before = stateWith('const a = 1')
  const tr = before.tr.insertText('let b = 2\n', 1)
  const after = before.apply(tr)
  expect(drawn(after, applyToColors(tr, colored(before), after))).toEqual([
    'hljs-keyword:let',
    'hljs-number:2',
    'hljs-keyword:const',
    'hljs-number:1',
  ])
})

test('long code is colored when one stops typing', () => {
  const before = stateWith('let a = 1\n'.repeat(700))
  const colors = colored(before)
  const tr = before.tr.insertText('let b = 2\n', 1)
  const after = before.apply(tr)
  const late = applyToColors(tr, colors, after)
  expect(isStale(late, after.doc)).toBe(true)
  const refreshed = applyToColors(
    refreshColors(after.tr, () => false),
    late,
    after,
  )
  expect(drawn(after, refreshed)).toHaveLength(2 * 701)
})

test('another language, or none that is known, brings other colors', () => {
  const before = stateWith('const a = 1')
  const tr = before.tr.setNodeAttribute(0, 'language', 'brainstorm')
  const after = before.apply(tr)
  expect(drawn(after, applyToColors(tr, colored(before), after))).toEqual([])
})

test('huge code has one color', () => {
  expect(highlight('typescript', 'let a\n'.repeat(MAX_LENGTH / 6 + 1))).toEqual([])
})
