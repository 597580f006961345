import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  extensionOf,
  indentOf,
  languageNames,
  languageOf,
  LanguageWatch,
  setLanguage,
} from './code-language.ts'

test('a document has the language that somebody chose, and everybody hears of another', () => {
  const doc = new Y.Doc()
  const watch = new LanguageWatch(doc)
  expect(watch.get()).toBeUndefined()
  setLanguage(doc, 'TypeScript')
  expect(watch.get()?.name).toBe('TypeScript')
  expect(extensionOf(watch.get())).toBe('ts')
  setLanguage(doc, undefined)
  expect(watch.get()).toBeUndefined()
  expect(extensionOf(undefined)).toBe('txt')
  watch.destroy()
  setLanguage(doc, 'Go')
  expect(watch.get()).toBeUndefined()
})

test.each([['Klingon'], ['x'.repeat(1_000_000)], [7], [{ name: 'Go' }], ['__proto__']])(
  'a language that nobody knows is plain text: %#',
  (language) => {
    const doc = new Y.Doc()
    doc.getMap('meta').set('language', language)
    expect(languageOf(doc)).toBeUndefined()
  },
)

test('each is indented as its people do', () => {
  const doc = new Y.Doc()
  const indents = ['Go', 'Python', 'TypeScript'].map((name) => {
    setLanguage(doc, name)
    return indentOf(languageOf(doc))
  })
  expect(indents).toEqual(['\t', '    ', '  '])
})

test.each([
  ['Python', 'py'],
  ['PostgreSQL', 'sql'],
  ['C++', 'cpp'],
  ['Dockerfile', 'txt'],
])('a file of %s ends in .%s', (name, extension) => {
  const doc = new Y.Doc()
  setLanguage(doc, name)
  expect(languageOf(doc)?.name).toBe(name)
  expect(extensionOf(languageOf(doc))).toBe(extension)
})

test('there are the languages that one would look for', () => {
  expect(languageNames).toEqual(
    expect.arrayContaining(['TypeScript', 'Python', 'Rust', 'SQL', 'Markdown', 'YAML', 'Shell']),
  )
})
