import type { Action } from '@weft/server'
import { expect, test } from 'vitest'
import { isGranted, mayRead, readGrant, type Grant } from './grant.ts'
import { named } from './named.test-support.ts'

function grantFrom(claim: unknown): Grant {
  const read = readGrant(claim)
  if (!read.ok) throw new TypeError(read.problem)
  return read.grant
}

const actions: Action[] = ['read', 'write', 'create', 'upload', 'delete']
const may = (claim: unknown, name: string): Action[] =>
  actions.filter((action) => isGranted(grantFrom(claim), action, named(name)))

test('who may read may not write', () => {
  expect(may({ read: ['a'] }, 'a')).toEqual(['read'])
  expect(may({ read: ['a'] }, 'b')).toEqual([])
})

test('who may write may read, create and put pictures in, and not delete', () => {
  expect(may({ write: ['notes/*'] }, 'notes/a')).toEqual(['read', 'write', 'create', 'upload'])
  expect(mayRead(grantFrom({ write: ['a'] }), 'a')).toBe(true)
})

test('deleting is a right of its own', () => {
  expect(may({ delete: ['a'] }, 'a')).toEqual(['delete'])
})

test('a list is only for who is given it', () => {
  expect(isGranted(grantFrom({ list: true }), 'list', undefined)).toBe(true)
  expect(isGranted(grantFrom({ write: ['**'] }), 'list', undefined)).toBe(false)
  expect(may({ list: true }, 'a')).toEqual([])
})

test.each<[unknown, RegExp]>([
  [undefined, /not an object/],
  ['**', /not an object/],
  [['**'], /not an object/],
  [{ wirte: ['a'] }, /the key "wirte".*read, write/],
  [{ read: 'a' }, /lists of names/],
  [{ write: ['a', 7] }, /lists of names/],
  [{ delete: null }, /lists of names/],
  [{ list: 'yes' }, /true or false/],
])('%j grants nothing, and the words say why', (claim, words) => {
  const read = readGrant(claim)
  expect(read).toMatchObject({ ok: false, problem: expect.stringMatching(words) })
})
