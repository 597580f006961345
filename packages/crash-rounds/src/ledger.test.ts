import { beforeEach, expect, test } from 'vitest'
import { Ledger } from './ledger.ts'

let ledger: Ledger

beforeEach(() => {
  ledger = new Ledger()
  for (const word of ['a', 'b', 'c']) ledger.inserted(word)
  ledger.reportedInserted('a')
  ledger.reportedInserted('b')
})

test('what was reported saved and is gone is lost; what was not reported may be there or not', () => {
  expect(ledger.compare(['a', 'c'])).toEqual({
    lost: ['b'],
    undeleted: [],
    doubled: [],
    unreported: 1,
    dropped: 0,
  })
})

test('what was never reported and is not there is dropped, and asked for no more', () => {
  expect(ledger.compare(['a', 'b'])).toMatchObject({ lost: [], unreported: 0, dropped: 1 })
  expect(ledger.compare(['a', 'b'])).toMatchObject({ lost: [], unreported: 0, dropped: 0 })
})

test('what was once read from disk must stay', () => {
  ledger.compare(['a', 'b', 'c'])
  expect(ledger.compare(['a', 'b'])).toMatchObject({ lost: ['c'] })
})

test('a deletion that was reported saved must hold', () => {
  ledger.deleted('a')
  ledger.reportedDeleted('a')
  expect(ledger.compare(['a', 'b'])).toMatchObject({ lost: [], undeleted: ['a'] })
})

test('a deletion that was not reported may hold or not, and is settled by what is read', () => {
  ledger.deleted('a')
  expect(ledger.compare(['a', 'b'])).toMatchObject({ lost: [], undeleted: [], dropped: 2 })
  expect(ledger.compare(['b'])).toMatchObject({ lost: ['a'] })
  ledger.deleted('b')
  expect(ledger.compare([])).toMatchObject({ unreported: 1 })
  expect(ledger.compare(['b'])).toMatchObject({ undeleted: ['b'] })
})

test('what is there twice is doubled', () => {
  expect(ledger.compare(['a', 'b', 'a'])).toMatchObject({ doubled: ['a'] })
})

test('each edit that is reported counts once', () => {
  ledger.reportedInserted('a')
  ledger.deleted('a')
  ledger.reportedDeleted('a')
  ledger.reportedDeleted('a')
  expect(ledger.saved).toBe(3)
})
