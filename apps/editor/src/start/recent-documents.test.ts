import { expect, test } from 'vitest'
import { StoredValue } from '../collaboration/stored-value.ts'
import { RecentDocuments } from './recent-documents.ts'

function shelf(content?: string) {
  const values = new Map(content === undefined ? [] : [['recent', content]])
  return new StoredValue('recent', () => ({
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => {
      values.set(key, value)
    },
  }))
}
const names = (recent: RecentDocuments) => recent.get().map(({ name }) => name)

test('the document opened last comes first, and each only once', () => {
  const recent = new RecentDocuments(shelf())
  recent.opened('a', 1)
  recent.opened('b', 2)
  recent.opened('a', 3)
  expect(recent.get()).toEqual([
    { name: 'a', openedMs: 3 },
    { name: 'b', openedMs: 2 },
  ])
})

test('twelve are kept', () => {
  const recent = new RecentDocuments(shelf())
  for (let number = 1; number <= 20; number++) recent.opened(`document ${number}`, number)
  expect(names(recent)).toHaveLength(12)
  expect(names(recent)[0]).toBe('document 20')
})

test('two tabs that open documents do not lose each other’s', () => {
  const stored = shelf()
  const [one, other] = [new RecentDocuments(stored), new RecentDocuments(stored)]
  one.opened('a', 1)
  other.opened('b', 2)
  one.reload()
  expect(names(one)).toEqual(['b', 'a'])
  expect(names(other)).toEqual(['b', 'a'])
})

test('what makes no sense is left out', () => {
  for (const content of ['{', '{}', '[1, null, {"name":1,"openedMs":1}]']) {
    expect(new RecentDocuments(shelf(content)).get()).toEqual([])
  }
})
