import { expect, test } from 'vitest'
import { filterItems } from './filter-items.ts'

const items = [
  { label: 'Text', synonyms: 'paragraph plain' },
  { label: 'Heading 1', synonyms: 'h1 title' },
  { label: 'Heading 2', synonyms: 'h2 subtitle' },
  { label: 'Task list', synonyms: 'todo checkbox' },
  { label: 'Code block', synonyms: 'pre' },
  { label: 'Divider', synonyms: 'hr rule line' },
  { label: 'Résumé', synonyms: '' },
]

const labels = (typed: string) => filterItems(items, typed).map(({ label }) => label)

test('nothing typed keeps all of them as they are', () => {
  expect(filterItems(items, '')).toEqual(items)
  expect(filterItems(items, ' ')).toEqual(items)
})

test('a name, a word of it and another word for it are found, the likeliest first', () => {
  expect(labels('t')).toEqual(['Text', 'Task list', 'Heading 1'])
  expect(labels('li')).toEqual(['Task list', 'Divider'])
  expect(labels('h1')).toEqual(['Heading 1'])
  expect(labels('todo')).toEqual(['Task list'])
  expect(labels('hr')).toEqual(['Divider'])
  expect(labels('heading 2')).toEqual(['Heading 2'])
})

test('case and accents do not matter', () => {
  expect(labels('HEAD')).toEqual(['Heading 1', 'Heading 2'])
  expect(labels('resume')).toEqual(['Résumé'])
})

test('the middle of a name is found from two letters on', () => {
  expect(labels('ock')).toEqual(['Code block'])
  expect(labels('k')).toEqual([])
  expect(labels('heading2')).toEqual(['Heading 2'])
})

test('what is not there is not found', () => {
  expect(labels('zebra')).toEqual([])
})
