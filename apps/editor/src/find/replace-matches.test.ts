import { EditorState } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { doc, paragraph } from '../editor/random-document.test-support.ts'
import { Finder } from './find-matches.ts'
import { replaceMatches } from './replace-matches.ts'

function replaced(before: ReturnType<typeof doc>, text: string, replacement: string) {
  const matches = new Finder({ text, matchCase: true, wholeWord: false }).matches(before)
  return replaceMatches(EditorState.create({ doc: before }).tr, matches, replacement).doc
}

test('all matches are replaced, also by a longer text and more than one in a block', () => {
  const before = doc(paragraph('a cat and a cat'), paragraph('catalog'))
  expect(replaced(before, 'cat', 'dog-cat')).toEqual(
    doc(paragraph('a dog-cat and a dog-cat'), paragraph('dog-catalog')),
  )
})

test('the replacement has the marks that the match began with, and nothing around it loses its own', () => {
  const before = doc(paragraph('one ', ['bold', 'bold cat'], ['italic', ' italic'], ' cat'))
  expect(replaced(before, 'cat', 'dog')).toEqual(
    doc(paragraph('one ', ['bold', 'bold dog'], ['italic', ' italic'], ' dog')),
  )
  const across = doc(paragraph('x', ['bold', 'ca'], ['italic', 't!']))
  expect(replaced(across, 'cat', 'dog')).toEqual(
    doc(paragraph('x', ['bold', 'dog'], ['italic', '!'])),
  )
})

test('nothing as the replacement takes the matches out', () => {
  expect(replaced(doc(paragraph('a cat')), ' cat', '')).toEqual(doc(paragraph('a')))
  expect(replaced(doc(paragraph('cat')), 'cat', '')).toEqual(doc(paragraph()))
})
