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
    { name: 'a', title: undefined, openedMs: 3 },
    { name: 'b', title: undefined, openedMs: 2 },
  ])
})

test('twelve are kept', () => {
  const recent = new RecentDocuments(shelf())
  for (let number = 1; number <= 20; number++) recent.opened(`document ${number}`, number)
  expect(names(recent)).toHaveLength(12)
  expect(names(recent)[0]).toBe('document 20')
})

test('who forgets them leaves nothing of them, not their titles either', () => {
  const stored = shelf()
  const recent = new RecentDocuments(stored)
  recent.opened('a', 1, 'The merger')
  recent.forget()
  expect(recent.get()).toEqual([])
  expect(JSON.stringify(stored.read())).not.toContain('merger')
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

test('each has the title that it had last, also after a reload', () => {
  const stored = shelf()
  const recent = new RecentDocuments(stored)
  recent.opened('a', 1, 'Plan')
  recent.opened('b', 2)
  recent.retitled('a', 'Plans')
  recent.retitled('never opened', 'Notes')
  expect(new RecentDocuments(stored).get()).toEqual([
    { name: 'b', title: undefined, openedMs: 2 },
    { name: 'a', title: 'Plans', openedMs: 1 },
  ])
})

test('what was removed is gone, and comes back to its place', () => {
  const recent = new RecentDocuments(shelf())
  for (const [name, openedMs] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const)
    recent.opened(name, openedMs)
  const [, removed] = recent.get()
  recent.removed('b')
  expect(names(recent)).toEqual(['c', 'a'])
  if (removed) recent.restored(removed)
  expect(names(recent)).toEqual(['c', 'b', 'a'])
})

test('a title that somebody else wrote is made safe to show', () => {
  const content = JSON.stringify([{ name: 'a', title: '\u202eevil\n', openedMs: 1 }])
  expect(new RecentDocuments(shelf(content)).get()[0]?.title).toBe('evil')
})
